"""Infeasibility: why there is no plan, and what would have to give way."""
