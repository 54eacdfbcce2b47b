"""The best point in fractions of dwellings: what is decided by yes or no, then goal by goal."""
