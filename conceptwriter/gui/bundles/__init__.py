"""Models: which bundles there are, getting new ones, choosing between them, and what a language needs."""
