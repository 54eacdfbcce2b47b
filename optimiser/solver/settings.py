"""Settings: how HiGHS is set, besides what a caller asks of it."""

from __future__ import annotations

from typing import Any

DUAL, PRIMAL = 1, 4
"""HiGHS' numbers for its simplex strategies."""

EVERYWHERE: dict[str, Any] = {
    # A second thread would make nothing faster here, and the order of its work is not fixed.
    "threads": 1,
    "parallel": "off",
    "output_flag": False,
    "random_seed": 0,
    "mip_abs_gap": 1e-6,
    "mip_feasibility_tolerance": 1e-7,
    # These cost more than they find on these problems.
    "mip_detect_symmetry": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_root_reduced_cost": False,
}

USUAL: dict[str, Any] = {
    "presolve": "choose",
    "simplex_scale_strategy": 2,
    "dual_simplex_cost_perturbation_multiplier": 1.0,
    "primal_simplex_bound_perturbation_multiplier": 1.0,
}
"""What HiGHS does before and around the simplex method, unless told otherwise."""

LOOSE = {"mip_feasibility_tolerance": 1e-6, "primal_feasibility_tolerance": 1e-6}
"""HiGHS' own tolerances, with which it is asked what is the least: with finer ones it called
possible plans impossible, so that too much was proven; with these it calls more possible."""

AS_THEY_ARE: dict[str, Any] = {
    "presolve": "off",
    "simplex_scale_strategy": 0,
    "dual_simplex_cost_perturbation_multiplier": 0.0,
    "primal_simplex_bound_perturbation_multiplier": 0.0,
}
"""Nothing of that: rows have a largest coefficient of one already, and what presolve takes out and
perturbations are undone for takes longer than the pivots it spares, where a problem is small."""
