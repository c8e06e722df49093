"""The codec: configuration, model and training."""
