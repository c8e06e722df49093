"""Training, evaluation and export with PyTorch (extra ``train``); the running program imports none of it."""
