"""A country: divided over its parts, solved part by part, audited as a whole."""
