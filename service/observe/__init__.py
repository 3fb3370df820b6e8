"""What an operator can see of the service: log lines, metrics, traces. Never patient data."""
