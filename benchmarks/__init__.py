"""How fast the service is, as ratios against a floor measured in the same run."""
