"""What is kept: which cards were given and what became of them. No patient data (D-25)."""
