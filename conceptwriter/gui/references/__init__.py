"""What translation memories and glossaries know of the current sentence, looked up in the background."""
