"""The Large Concept Model: configuration, model, data and training."""
