"""Solving: from a problem to a plan in whole dwellings, goal by goal."""
