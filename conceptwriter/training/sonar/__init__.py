"""SONAR's text encoder and decoder as plain modules, proven against Meta's own packages.

What is needed to convert it (`config`, `languages`, `tokenizer`, `golden`) imports no PyTorch.
"""
