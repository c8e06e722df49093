"""Spell checking in the window: what is asked of the dictionaries, and what is shown of the answers."""
