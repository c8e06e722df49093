"""Pages for paper, laid out by a process of its own: the window does not wait for it."""
