"""Exploring: what else is possible with every goal near its best."""
