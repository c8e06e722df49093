"""How far the confidence of translations can be believed: measured, fitted, and written into a manifest."""
