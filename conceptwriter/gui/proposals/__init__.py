"""What the model offers, as a person sees it: cards with candidates, and what happens when one is taken."""
