"""The inspector: proposals, languages, history and details of where one is."""
