"""Work that goes on beside the window: its progress, its end, and how to stop it."""
