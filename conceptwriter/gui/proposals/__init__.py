"""The model's offers in the window: cards with candidates, and what happens when one is taken."""
