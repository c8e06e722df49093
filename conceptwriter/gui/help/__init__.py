"""Help in its own window: all keys on one sheet, and a short guide to the program."""
