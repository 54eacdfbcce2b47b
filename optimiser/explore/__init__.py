"""Exploring: what else is possible with every goal near its best."""

MOST_ALTERNATIVES = 20
"""The most plans that are sought at once: each takes a solve or so, and nobody reads more."""
