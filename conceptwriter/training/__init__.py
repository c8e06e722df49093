"""Training, evaluation and export with PyTorch. Needs the ``train`` extra; nothing in the running program imports it."""
