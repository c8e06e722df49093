"""Training text and held-out sets: reading them, and proof that they do not overlap."""
