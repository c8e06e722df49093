"""Help in a window of its own: all keys on one sheet, and a short guide to the program."""
