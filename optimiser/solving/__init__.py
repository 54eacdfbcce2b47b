"""Solving: from the best point in fractions to whole dwellings, and what is proven of them."""
