"""Tiny regions, made to measure: small enough to work out by hand, or to list every plan of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from models.scenario import Scenario

CODES = ("GM0001", "GM0002", "GM0003")
NAMES = ("Aarle", "Beek", "Cuijk")
SEGMENTS = ("social_rent", "market")

Document = dict[str, Any]


def municipality(number: int, **figures: Any) -> Document:
    """Give municipality 0, 1 or 2, with its figures."""
    return {"code": CODES[number], "name": NAMES[number], **figures}


def pool(number: int, dwellings: int, **rest: Any) -> Document:
    """Give a plan location in municipality 0, 1 or 2; one per municipality unless it is named."""
    return {"pool": f"p{number}", "municipality": CODES[number], "dwellings": dwellings, **rest}


def document(*agreements: Document, **rest: Any) -> Document:
    """Give a scenario document: two municipalities of 60 and 40 households, ten places each."""
    return {
        "id": "tiny",
        "name": "tiny",
        "horizon": {"first_year": 2025, "last_year": 2025},
        "segments": list(SEGMENTS),
        "municipalities": [municipality(0, households=60), municipality(1, households=40)],
        "capacity": [pool(0, 10), pool(1, 10)],
        "agreements": list(agreements),
        **rest,
    }


def scenario(*agreements: Document, **rest: Any) -> Scenario:
    """Give the scenario of such a document."""
    return Scenario.model_validate(document(*agreements, **rest))


def amount(identifier: str = "total", **rest: Any) -> Document:
    """Give an agreement on the number of dwellings."""
    measure = rest.pop("measure", {"quantity": "new_build"})
    return {"id": identifier, "kind": "amount", "measure": measure, **rest}


def share(identifier: str = "social", **rest: Any) -> Document:
    """Give an agreement on the share of social rent."""
    return {
        "id": identifier,
        "kind": "share",
        "measure": {"quantity": "new_build", "segments": ["social_rent"]},
        "of": {"quantity": "new_build"},
        **rest,
    }


def fair_share(identifier: str = "fair", **rest: Any) -> Document:
    """Give an agreement on the spread over municipalities by households."""
    measure = rest.pop("measure", {"quantity": "new_build"})
    return {
        "id": identifier,
        "kind": "fair_share",
        "measure": measure,
        "key": "households",
        **rest,
    }


@st.composite
def documents(draw: st.DrawFn, *, fair: bool = False, needs: bool = False) -> Document:
    """Draw a scenario document that has at most a few thousand plans.

    Parameters
    ----------
    draw
        Hypothesis' own.
    fair
        Whether it has a fair share as a goal.
    needs
        Whether it has a target group to be housed.
    """
    size = draw(st.integers(2, 3))
    years = draw(st.integers(1, 2)) if size == 2 else 1
    forms = ["regular", "zero_step"] if size == 2 and draw(st.booleans()) else ["regular"]
    most = 3 if size == 2 and years * len(forms) < 4 else 2
    figures = [
        {
            "households": draw(st.integers(0, 5)) if number else draw(st.integers(1, 5)),
            "stock": draw(st.integers(4, 9)),
            "stock_social_rent": draw(st.integers(0, 4)),
            "vacancies": draw(st.integers(0, 2)),
        }
        for number in range(size)
    ]
    agreements = draw(
        st.lists(_agreements(years), min_size=1, max_size=4, unique_by=lambda a: a["id"])
    )
    rest: Document = {}
    if needs:
        rest["groups"] = ["urgent"]
        rest["needs"] = [{"group": "urgent", "year": 2025, "households": draw(st.integers(0, 2))}]
        agreements.append({"id": "cap", "kind": "vacancy_cap", "at_most": "1/2"})
        agreements.append(
            {
                "id": "housed",
                "kind": "share",
                "measure": {"quantity": "housed"},
                "of": {"quantity": "need"},
                "exactly": "100%",
                "each": "year",
                "binding": draw(st.booleans()),
            }
        )
    if fair:
        # What there is to divide is given: were it decided, many plans would be as fair.
        agreements.append(fair_share(of={"quantity": "households"}))
        rest["goals"] = ["shortfall", {"fair_share": "fair"}]
    else:
        rest["goals"] = ["shortfall"]
    return document(
        *agreements,
        horizon={"first_year": 2025, "last_year": 2024 + years},
        forms=forms,
        municipalities=[municipality(number, **row) for number, row in enumerate(figures)],
        capacity=[pool(number, draw(st.integers(0, most))) for number in range(size)],
        **rest,
    )


def _agreements(years: int) -> st.SearchStrategy[Document]:
    """Draw one agreement, of any kind that says a number."""
    each = st.sampled_from(["region", "municipality", "year", ["municipality", "year"]])
    common = {
        "binding": st.booleans(),
        "priority": st.integers(1, 2),
        "weight": st.sampled_from(["1", "2", "1/2"]),
        "each": each,
    }
    bound = st.sampled_from(["at_least", "at_most", "exactly"])
    ratio = st.sampled_from(["30%", "1/2", "2/3", "100%", "0"])

    def bounded(kind: str, numbers: st.SearchStrategy[Any], **fields: Any) -> Any:
        row = st.fixed_dictionaries({**common, "name": bound, "number": numbers})
        return row.map(
            lambda drawn: {
                "id": f"{kind}-{drawn['name']}",
                "kind": kind,
                **fields,
                **{key: drawn[key] for key in common},
                drawn["name"]: drawn["number"],
            }
        )

    social = {"quantity": "new_build", "segments": ["social_rent"]}
    return st.one_of(
        bounded("amount", st.integers(0, 4), measure={"quantity": "new_build"}),
        bounded("amount", st.integers(0, 3), measure=social).map(
            lambda drawn: {**drawn, "id": f"social-{drawn['id']}"}
        ),
        bounded("share", ratio, measure=social, of={"quantity": "new_build"}),
        bounded("stock_share", ratio, segments=["social_rent"]),
    )
