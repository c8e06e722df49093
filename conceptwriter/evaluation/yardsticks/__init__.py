"""Public test sets that a user supplies: line-aligned translations (FLORES-200, NTREX), rated pairs (STS)."""
