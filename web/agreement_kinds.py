"""The kinds of agreements that can be made on the page: what each is called, and its class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from models.agreements import Agreement, AnyAgreement
from models.language import Text

TOLD: Mapping[str, tuple[Text, Text]] = {
    "amount": (
        Text("A number"),
        Text("A number: at least, at most or exactly so many dwellings or households."),
    ),
    "share": (
        Text("A share"),
        Text("A part of something: at least 30% of what is built is social rent."),
    ),
    "average": (
        Text("An average"),
        Text("So much on average: a mean rent or price of what is built."),
    ),
    "stock_share": (
        Text("A share of all dwellings"),
        Text("A part of all dwellings at the end, those that stand there too."),
    ),
    "fair_share": (
        Text("Fair shares"),
        Text("Divided by a key, such as inhabitants: who is near their fair share."),
    ),
    "vacancy_cap": (
        Text("A cap on what falls vacant"),
        Text("At most a part of what falls vacant goes to households with priority."),
    ),
    "facility": (
        Text("A facility"),
        Text("So many places of a facility, spread over municipalities that host it."),
    ),
    "exchange": (
        Text("An exchange"),
        Text("One municipality may take over a part of what another has to do."),
    ),
    "either": (
        Text("A choice"),
        Text("Of several agreements at least so many are kept; the plan chooses which."),
    ),
    "pace": (
        Text("A pace"),
        Text("How much is built from year to year."),
    ),
    "phasing": (
        Text("Phasing"),
        Text("Which plan locations come before others, or are built in full or not at all."),
    ),
    "bid": (
        Text("Bids"),
        Text("What municipalities wish to build: the plan comes as near as it can."),
    ),
    "bandwidth": (
        Text("A bandwidth"),
        Text("Several scenarios of what is asked for, and one plan that serves all of them best."),
    ),
    "settlement": (
        Text("A settlement"),
        Text("Money per household or dwelling that is more or less than a fair share."),
    ),
}
"""The kinds that a form can be made for: what each is called and says, in a planner's words."""


def kinds() -> Mapping[str, type[Agreement]]:
    """Give the kinds that can be made.

    Returns
    -------
    mapping
        Their classes by name.
    """
    known = every_kind()
    return {name: known[name] for name in TOLD}


def every_kind() -> Mapping[str, type[Agreement]]:
    """Give all kinds of agreements that a scenario can have, by name."""
    union = get_args(AnyAgreement)[0]
    return {one.model_fields["kind"].default: one for one in get_args(union)}


def is_demand(says: Mapping[str, Any]) -> bool:
    """Tell whether an agreement must hold; of some kinds it does unless it says otherwise.

    Parameters
    ----------
    says
        The agreement, as JSON has it.
    """
    said = says.get("binding", every_kind()[says["kind"]].model_fields["binding"].default)
    return said is not False


def is_demand_or_wish(agreement: Agreement) -> bool:
    """Tell whether an agreement can be either; bids, for one, are never demands."""
    return type(agreement).model_fields["binding"].annotation is bool
