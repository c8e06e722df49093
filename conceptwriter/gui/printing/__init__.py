"""Pages for paper: laid out by a process of its own, so that neither the window nor a command waits for it."""
