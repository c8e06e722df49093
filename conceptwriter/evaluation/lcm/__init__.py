"""How well an LCM predicts what comes next, at the places of held-out documents."""
