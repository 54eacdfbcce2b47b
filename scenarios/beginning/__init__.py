"""A region's first scenario, from the open figures that a planner has at hand."""
