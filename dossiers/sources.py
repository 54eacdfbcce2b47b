"""Of what else a question tells: positions and plans that are stored, by their identifiers.

Whoever asks names them; what they say is filled in when the question is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from dossiers.rows import PlanRow, PositionRow, VersionRow, WalledRow
from models.language import Text
from models.values import ValueProblem

POSITIONS, KEPT_PLAN, KEPT_PLANS = "positions", "keptPlan", "keptPlans"
"""Where in a question they stand."""


class VersionNamed(BaseModel):
    """A version of a scenario, by its identifier."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    scenario: str
    version: int


class PositionNamed(BaseModel):
    """A position, by its identifier."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    position: str


class PlanNamed(BaseModel):
    """A plan, by its identifier."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    plan: str


class Sources(BaseModel):
    """What is named in a question.

    Parameters
    ----------
    positions
        What parties want, by their names: their positions, or versions of their scenarios.
    kept_plan
        The plan, where there is one.
    kept_plans
        Plans, by their names.
    """

    model_config = ConfigDict(strict=True, frozen=True)

    positions: dict[str, PositionNamed | VersionNamed] = {}
    kept_plan: PlanNamed | None = Field(None, alias="keptPlan")
    kept_plans: dict[str, PlanNamed] = Field({}, alias="keptPlans")

    def named(self) -> list[dict[str, Any]]:
        """Give them one after the other."""
        alone = [self.kept_plan] if self.kept_plan else []
        every = (*self.positions.values(), *alone, *self.kept_plans.values())
        return [each.model_dump() for each in every]


def sources_in(asked: Mapping[str, Any]) -> Sources:
    """Read what is named in a question.

    Parameters
    ----------
    asked
        With what it is asked.

    Raises
    ------
    ValueProblem
        ``source-expected``, if that cannot be understood.
    """
    try:
        return Sources.model_validate(asked)
    except ValidationError:
        wanted = Text(
            "“positions” holds a position, or a scenario and a version, per party, “keptPlan” a "
            "plan, “keptPlans” a plan per name."
        )
        raise ValueProblem("source-expected", wanted) from None


def found_in(
    session: Session, told: Mapping[str, Any]
) -> VersionRow | PositionRow | PlanRow | None:
    """Find what is named, for whoever may see it.

    Parameters
    ----------
    session
        Of whoever asks.
    told
        What is named.
    """
    if "plan" in told:
        return session.get(PlanRow, told["plan"])
    if "position" in told:
        return session.get(PositionRow, told["position"])
    return session.get(VersionRow, (told["scenario"], told["version"]))


def with_what_is_named(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Give a question with what is named in it filled in.

    Parameters
    ----------
    session
        Of the system: whoever asked could see all that they named.
    asked
        With what it is asked.

    Raises
    ------
    LookupError
        If something of it is no longer there.
    """
    sources = sources_in(asked)
    names = (POSITIONS, KEPT_PLAN, KEPT_PLANS)
    filled = {key: value for key, value in asked.items() if key not in names}
    if sources.positions:
        filled["parties"] = {
            name: content(found_in(session, each.model_dump()))
            for name, each in sources.positions.items()
        }
    if sources.kept_plan:
        filled["plan"] = content(found_in(session, sources.kept_plan.model_dump()))
    if sources.kept_plans:
        plans = {
            name: content(found_in(session, each.model_dump()))
            for name, each in sources.kept_plans.items()
        }
        filled["plans"] = {**asked.get("plans", {}), **plans}
    return filled


def content(row: WalledRow | None) -> dict[str, Any]:
    """Give what a source says."""
    match row:
        case VersionRow():
            return row.document
        case PositionRow():
            return row.changes
        case PlanRow():
            return row.tables
    raise LookupError
