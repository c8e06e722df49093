"""Models: which bundles exist, getting new ones, choosing between them, and what a language needs."""
