"""What needs checking in the translations of a document: found in slices, listed, stepped through with F8."""
