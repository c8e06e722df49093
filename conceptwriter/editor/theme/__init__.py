"""Colours, style sheet and scale of the window, in light and dark."""
