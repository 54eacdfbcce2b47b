"""The region in linopy: arrays of variables with named dimensions, solved by HiGHS."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
from linopy import Model

from benchmarks.peers.answer import HELD, Answer, Clock, Reached, compared
from benchmarks.peers.region import Dwellings, Region


def solve(region: Region, seconds: float) -> Answer:
    """Build the model and pursue its goals one after the other."""
    clock, answer = Clock(seconds), Answer()
    model, goals = build(region)
    for name in region.goals:
        goal = goals[name]
        model.add_objective(goal + 0 * model["largest"], overwrite=True)
        began = time.perf_counter()
        options: dict[str, Any] = {"time_limit": clock.left(), "output_flag": False}
        _, condition = model.solve("highs", io_api="direct", progress=False, **options)
        spent = time.perf_counter() - began
        proven = condition == "optimal"
        if not proven and condition not in ("time_limit", "suboptimal"):
            answer.fault = str(condition)
            break
        built = model["built"].solution.to_series().dropna()
        reached = model.objective.value
        if reached is None or not np.isfinite(reached) or built.empty:
            answer.fault = f"{condition}, no plan"
            break
        bound = model.solver_model.getInfo().mip_dual_bound
        answer.goals.append(Reached(name, float(reached), float(bound), proven, spent))
        housed = model["housed"].solution.to_series()
        municipality = {pool.pool: pool.municipality for pool in region.scenario.capacity}
        answer.built = {
            (municipality[pool], segment, year, form, pool): number
            for (pool, segment, year, form), number in built.items()
        }
        answer.housed = dict(housed.items())
        if not proven:
            break
        model.add_constraints(goal + 0 * model["largest"] <= reached + HELD)
    return answer


def build(region: Region) -> tuple[Model, dict[str, Any]]:
    """Write the model; gives it with the expression of every goal."""
    model = Model()
    scenario, most = region.scenario, pd.Series(region.pools).rename_axis("pool")
    municipalities = pd.Index(region.codes, name="municipality")
    years = pd.Index(region.years, name="year")
    there = pd.Series(1.0, pd.MultiIndex.from_tuples([cell[1:] for cell in region.cells]))
    there.index.names = ["segment", "year", "form", "pool"]
    mask = there.to_xarray().transpose("pool", "segment", "year", "form").notnull()
    built = model.add_variables(0, np.inf, mask.coords, integer=True, mask=mask, name="built")
    housed = model.add_variables(0, coords=[municipalities, years], integer=True, name="housed")
    uneven = model.add_variables(0, coords=[municipalities, years], name="uneven")
    largest = model.add_variables(0, name="largest")
    pools = mask.indexes["pool"]
    where = pd.Series({pool.pool: pool.municipality for pool in scenario.capacity})
    by_place = built.groupby(where[pools].rename("municipality").rename_axis("pool")).sum()

    def count(wanted: Dwellings) -> Any:
        selected = {
            "municipality": wanted.municipality and [wanted.municipality],
            "year": wanted.year and [wanted.year],
            "segment": wanted.segments and list(wanted.segments),
            "form": wanted.forms and list(wanted.forms),
        }
        return by_place.sel({name: names for name, names in selected.items() if names}).sum()

    model.add_constraints(built.sum(["segment", "year", "form"]) <= most[pools].to_xarray())
    for (pool, year), number in region.per_year.items():
        model.add_constraints(built.sel(pool=pool, year=year).sum() <= number)
    for quota in region.quotas:
        model.add_constraints(compared(count(quota.counted), quota.sense, quota.number))
    missed: Any = 0 * largest
    for number, share in enumerate(region.parts):
        apart = share.ratio.denominator * count(share.part)
        apart = apart - share.ratio.numerator * count(share.whole)
        if not share.binding:
            lacking = model.add_variables(0, name=f"lacking_{number}")
            missed = missed + share.weight * lacking
            sign = 1 if share.sense == ">=" else -1
            apart = apart + sign * share.ratio.denominator * lacking
        model.add_constraints(compared(apart, share.sense, 0))
    if region.need:
        need = pd.Series(region.need).rename_axis("year").to_xarray()
        model.add_constraints(housed.sum("municipality") == need)
    if region.cap is not None:
        vacancies = pd.Series(region.vacancies).rename_axis("municipality").to_xarray()
        social = by_place.sel(segment="social_rent").sum("form")
        model.add_constraints(
            region.cap.denominator * housed - region.cap.numerator * social
            <= region.cap.numerator * vacancies
        )
    if region.fair:
        fair = pd.Series(region.fair).rename_axis(["municipality", "year"]).to_xarray()
        model.add_constraints(housed - fair * largest <= fair)
        model.add_constraints(housed + fair * largest >= fair)
        model.add_constraints(housed - uneven <= fair)
        model.add_constraints(housed + uneven >= fair)
    wishes = pd.RangeIndex(len(region.bids), name="bid")
    from_bid = model.add_variables(0, coords=[wishes], name="from_bid")
    for number, (wanted, bid) in enumerate(region.bids):
        model.add_constraints(count(wanted) - from_bid.sel(bid=number) <= bid)
        model.add_constraints(count(wanted) + from_bid.sel(bid=number) >= bid)
    change = model.add_variables(0, coords=[municipalities, years[1:]], name="change")
    # The first year stays in a difference by itself, as a change from nothing.
    steps = by_place.sum(["segment", "form"]).diff("year").sel(year=years[1:])
    model.add_constraints(steps - change <= 0)
    model.add_constraints(steps + change >= 0)
    return model, {
        "shortfall": missed,
        "fairness": largest + 0,
        "evenness": uneven.sum(),
        "nearness": from_bid.sum(),
        "smooth_years": change.sum(),
    }
