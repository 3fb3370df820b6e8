"""The second judge: patients, its engine's answers, and where product and CQL differ."""
