"""Tolerances: what the mathematics of floats makes no difference, each once and with one name.

None of these steers a search (`optimiser.solver.params` has those), and none is used where numbers
are exact: the audit of whole dwellings has no tolerance.
"""

EXACT = 1e-6
"""Units by which a float may be off a whole number, and still means it."""

ACTIVE = 1e-7
"""A dual, or a multiplier, above this counts; beside others of about one the rest is rounding."""

ZERO = 1e-8
"""A deviation below this is none, and by so much one that is fixed may give way to rounding."""

HELD = 1e-7
"""How much an earlier goal may give way to rounding in the solver, relative to its value."""

HELD_WHOLE = 1e-5
"""The same in a search for whole numbers: less is lost on HiGHS' presolve, which then calls
feasible problems infeasible, and no whole number of dwellings lies within it."""

SAME = 1e-5
"""Values that differ by less, relative to their size, are the same after two solves."""

NOTICEABLE = 1e-4
"""Units that are more than the rounding of a solve, where many rows add up to one number."""

MEANT = 0.01
"""Units within which a limit of a total is the whole number beside it: all goals are held within a
tolerance there, and each gives way a little."""

PROVEN = 1e-6
"""How far what was found may lie above what its duals prove, relative to it."""

FINE, COARSE = 1e-9, 1e-7
"""What a row may be off inside the solver. In fractions a hundred times finer than what a held goal
may give way by, so that the point a pass ended in is feasible for the next one."""

TOLERANCE = 1e-6
"""What a row may be off, in its own unit, before an answer is called no answer."""
