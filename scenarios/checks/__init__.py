"""Checks: whether a document says something, and a scenario asks what can be."""
