"""The national rules as agreements: what every region's first scenario has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.language import Text

SOURCE = Text("Draft decree to the act Stb. 2026, 156 (secondary source)")
AVERAGE = "25.6%"
"""Social rent in the stock, nationally, by the draft decree."""

AFFORDABLE = ["social_rent", "mid_rent", "affordable_owner"]


def national_rules(*, stock: bool) -> Iterator[dict[str, Any]]:
    """Give the rules: those on the stock only where it is known.

    Parameters
    ----------
    stock
        Whether the stock, in all and of social rent, is known of every municipality.

    Yields
    ------
    dict
        An agreement, as a document has it.
    """
    yield _share(
        "affordable",
        ("Twee derde betaalbaar in de regio", "Two thirds affordable in the region"),
        AFFORDABLE,
        "2/3",
    )
    yield _share(
        "social-rent",
        ("30 procent sociale huur in de regio", "30 percent social rent in the region"),
        ["social_rent"],
        "30%",
    )
    if stock:
        yield _share(
            "social-rent-where-little",
            (
                "30 procent sociale huur waar weinig is",
                "30 percent social rent where there is little",
            ),
            ["social_rent"],
            "30%",
            each="municipality",
            where=f"social_stock_share <= {AVERAGE}",
        )
        yield _share(
            "mid-segment-where-much",
            (
                "40 procent middensegment waar veel sociale huur is",
                "40 percent mid segment where there is much social rent",
            ),
            AFFORDABLE[1:],
            "40%",
            each="municipality",
            where=f"social_stock_share > {AVERAGE}",
        )


def _share(
    identifier: str, title: tuple[str, str], segments: list[str], at_least: str, **rest: str
) -> dict[str, Any]:
    return {
        "id": identifier,
        "kind": "share",
        "title": {"nl": title[0], "en": title[1]},
        "measure": {"quantity": "new_build", "segments": segments},
        "of": {"quantity": "new_build"},
        "at_least": at_least,
        "source": SOURCE.as_record(),
        **rest,
    }
