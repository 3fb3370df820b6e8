"""The page at the bare address: try the pathway on a patient and see every reason."""
