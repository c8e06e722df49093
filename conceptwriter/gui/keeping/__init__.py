"""The trash and the backups in the window."""
