"""The inspector: proposals, languages, history and details of the current node."""
