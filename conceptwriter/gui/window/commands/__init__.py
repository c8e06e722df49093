"""What a person can do in the window: one module a menu, each command with its record and its function."""
