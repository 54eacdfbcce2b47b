"""Exploring: what else is possible with every goal near its best."""

from importlib import import_module

# The first part of SciPy that comes after Pyomo has Pyomo bring in all of it: seconds for nothing.
import_module("scipy.sparse")
