"""Background work: its progress, its end, and how to stop it."""
