"""What is to be looked at in the translations of a document: found in slices, listed, walked with F8."""
