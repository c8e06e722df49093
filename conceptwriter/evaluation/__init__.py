"""How good a bundle is, measured on held-out text with the bundle's own graphs."""
