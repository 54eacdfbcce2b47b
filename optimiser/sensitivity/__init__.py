"""Sensitivity: why a number is what it is, and what an agreement costs."""
