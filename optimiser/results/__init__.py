"""Results: the audit in exact numbers, what goals are worth, and their tables."""
