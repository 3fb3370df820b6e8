"""The CDS Hooks protocol (2.0.1, and what 3.0 clients add) as pure types and rules, without I/O."""
