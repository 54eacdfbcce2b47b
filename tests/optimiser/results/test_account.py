"""Reports: the names of their tables, and a preview's numbers as somebody would write them."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.exact import Unreduced
from optimiser import Result, compare_keys, evaluate, solve
from optimiser.results.account import (
    Account,
    UnknownTable,
    exactly,
    in_json,
    settled_in_json,
    settled_number,
)
from scenarios import library_scenario
from tests.regions import amount, fair_share, scenario

AGREED = 3600
"""What the fictitious region builds at least, which its plan is just."""


@pytest.fixture(scope="module")
def preview() -> Result:
    region = library_scenario("fictitious-region")
    agreed = [
        each.model_copy(update={"at_least": None, "exactly": AGREED})
        if each.id == "regional-total"
        else each
        for each in region.agreements
    ]
    return solve(region.model_copy(update={"agreements": tuple(agreed)}), preview=True)


def reports() -> list[Account]:
    region = scenario(amount(at_least=15), fair_share(), goals=[{"fair_share": "fair"}])
    solved = solve(region)
    assert solved.plan is not None
    keys = compare_keys(region, None, ["households"], plans=False)
    return [solved, evaluate(region, solved.plan), keys]


def test_a_table_that_is_not_there_is_said_with_those_that_are() -> None:
    for report in reports():
        first = next(iter(report.tables()))
        for ask in (report.records, report.frame, report.as_json):
            with pytest.raises(UnknownTable, match=f"There are {first}") as refused:
                ask(first[:-1])
            assert refused.value.finding.code == "unknown-table"
            told = refused.value.finding.text.render("nl")
            assert all(name in told for name in report.all_tables)


def test_a_preview_counts_the_dwellings_that_were_agreed(preview: Result) -> None:
    """Its numbers are sums of hundreds of millionths, of which each is rounded."""
    assert preview.plan is not None
    assert sum(preview.plan.cells["new_build"].values()) != AGREED
    (total,) = [row["new_build"] for row in preview.records("totals") if not row["municipality"]]
    assert total == AGREED
    assert preview.frame("totals")["new_build"].iloc[-1] == AGREED
    written = preview.as_record()["tables"]["totals"][-1]["new_build"]
    assert (type(written), written) == (int, AGREED)


def test_what_is_no_round_number_stays_as_it_is(preview: Result) -> None:
    assert preview.plan is not None
    cells = preview.plan.cells["new_build"]
    odd = {cell: number for cell, number in cells.items() if (1000 * number) % 1 > 0.1}
    assert odd
    rows: dict[Any, Any] = {
        (row["municipality"], row["segment"], row["year"], row["form"], row["pool"]): row
        for row in preview.records("new_build")
    }
    for cell, number in odd.items():
        assert abs(float(rows[cell]["dwellings"]) - float(number)) <= 1e-5


@given(st.builds(Unreduced, st.integers(-(10**9), 10**9), st.integers(1, 10**7)))
def test_what_is_so_many_parts_is_written_as_the_number_that_it_is(parts: Unreduced) -> None:
    for write in (exactly, settled_number, in_json, settled_in_json):
        wanted, found = write(parts.number), write(parts)
        assert (found, type(found)) == (wanted, type(wanted))


@given(st.fractions(max_denominator=10**7) | st.floats(-1e6, 1e6) | st.integers())
@example(Fraction(19_999_999_999, 10**6))
@example(Fraction(10**15 + 1, 3))
def test_a_previews_number_is_settled_and_written_as_json_in_one_go(number: Any) -> None:
    wanted, found = in_json(settled_number(number)), settled_in_json(number)
    assert (found, type(found)) == (wanted, type(wanted))
