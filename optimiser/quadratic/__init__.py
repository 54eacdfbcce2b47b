"""Convex quadratic problems: their one best point, proven; it knows no scenario."""
