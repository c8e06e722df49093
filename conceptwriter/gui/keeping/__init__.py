"""What was deleted and what was kept: the trash and the backups, seen from the window."""
