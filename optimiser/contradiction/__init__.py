"""Contradiction: which agreements cannot hold together, and the proof of it in exact numbers."""
