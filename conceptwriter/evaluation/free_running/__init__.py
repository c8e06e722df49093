"""What an LCM writes by itself, through the assistant: lists, continuations, expansions, summaries."""
