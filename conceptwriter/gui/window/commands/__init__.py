"""The commands of the window: one module per menu, each command with its record and its function."""
