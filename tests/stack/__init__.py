"""What runs together in a hospital, run together here: real processes, and what happens when one goes away."""
