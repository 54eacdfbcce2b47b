"""The visitor: who works in the page, where people say who they are, and how they go out."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from dossiers import Person

SIGNED_OUT = "/signed-out"
"""Where somebody comes who signed out; it has nothing of anybody's."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Where people come in and go out.

    Parameters
    ----------
    sign_in
        Where they are sent who are not known; empty when they cannot sign in here.
    sign_out
        Where they go to sign out; empty when that is not possible here.
    by_form
        Whether signing out is asked with a form: a link could be followed by itself.
    """

    sign_in: str = ""
    sign_out: str = ""
    by_form: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who works in the page.

    Parameters
    ----------
    person
        Who it is.
    doors
        How they go out.
    """

    person: Person
    doors: Doors


def visitor_of(request: Request) -> Visitor | None:
    """Give who reads a page; None where it is not known."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    return found
