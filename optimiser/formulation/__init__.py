"""The formulation: a scenario as an optimisation problem, its rows and its goals."""
