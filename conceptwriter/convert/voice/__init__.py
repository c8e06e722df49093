"""Small language models in GGUF files: from the file to a voice bundle."""
