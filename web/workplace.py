"""The workplace: what whoever works in the page has at hand."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from dossiers import Access, KeptScenario
from models.language import Language
from models.scenario import Scenario
from scenarios import scenario_from_json
from web.enquiries import Enquiries, Reply

REMEMBERED = 64
"""Previews that are remembered: baselines mostly, each with some 20 kB."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A version of a scenario, as somebody opened it.

    Parameters
    ----------
    kept
        The scenario in its dossier.
    number
        The number of the version.
    document
        What it says, as JSON has it.
    scenario
        The same, understood.
    """

    kept: KeptScenario
    number: int
    document: dict[str, Any]
    scenario: Scenario


@dataclass(slots=True)
class Workplace:
    """What whoever works in the page has at hand.

    Parameters
    ----------
    access
        What is kept, as that person may see it.
    enquiries
        The service.
    """

    access: Access
    enquiries: Enquiries
    _previews: OrderedDict[tuple[str, Language], Reply] = field(default_factory=OrderedDict)

    async def opened(self, identifier: str, number: int | None = None) -> Opened:
        """Open a version of a scenario: the latest, unless another is asked for.

        Raises
        ------
        NotFound
            If there is none.
        """
        return await run_in_threadpool(self._opened, identifier, number)

    def _opened(self, identifier: str, number: int | None) -> Opened:
        kept = self.access.scenarios.get(identifier)
        version = self.access.scenarios.version(identifier, number)
        document = self.access.scenarios.document(identifier, version.number)
        return Opened(kept, version.number, document, scenario_from_json(document))

    async def preview(
        self, request: Request, document: dict[str, Any], language: Language, name: str = ""
    ) -> Reply:
        """Give the best plan in fractions of dwellings.

        Parameters
        ----------
        request
            The reader's.
        document
            The scenario.
        language
            Of the answer.
        name
            By which it is remembered: a version never changes. Empty when it is not kept.

        Returns
        -------
        Reply
            What the service says.
        """
        if name and (name, language) in self._previews:
            self._previews.move_to_end((name, language))
            return self._previews[name, language]
        answer = await self.enquiries.ask(request, "solve", document, language, preview="true")
        if name and answer.found:
            self._previews[name, language] = answer
            while len(self._previews) > REMEMBERED:
                self._previews.popitem(last=False)
        return answer


def workplace_of(request: Request) -> Workplace:
    """Give the workplace of whoever asks."""
    workplace: Workplace = request.app.state.workplace
    return workplace
