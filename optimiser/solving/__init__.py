"""Solving: from the best point in fractions to whole dwellings."""
