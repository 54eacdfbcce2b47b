"""The tables of why there is no plan: tidy rows with one fact each, in a fixed order."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from models.language import Language, Text, rendered, word
from optimiser.results.account import TableRows, code_and_name

if TYPE_CHECKING:
    from optimiser.results.solved import Solved


def conflict(result: Solved, language: Language) -> TableRows:
    """Agreements that cannot hold together."""
    if result.infeasibility:
        for identifier, code in result.infeasibility.conflict:
            agreement = result.scenario.agreement(identifier)
            yield {
                "agreement": identifier,
                "title": agreement.name().render(language),
                **code_and_name(result.scenario, code),
                "sentence": agreement.sentence(result.scenario).render(language),
                "source": rendered(agreement.source, language),
            }


def certificate(result: Solved, language: Language) -> TableRows:
    """The proof of a contradiction: what each requirement adds to what is short, and the sum."""
    proof = result.infeasibility.certificate if result.infeasibility else None
    if proof is None:
        return
    for term in proof.terms:
        yield {
            "agreement": term.agreement.id,
            "title": term.agreement.name().render(language),
            **code_and_name(result.scenario, term.scope.municipality),
            "year": term.scope.year,
            "label": term.scope.label,
            "sense": term.sense,
            "asks": term.asks,
            "unit": term.unit,
            "multiplier": term.multiplier,
            "contributes": term.contributes,
        }
    if proof.reachable:
        yield {
            "agreement": "",
            "title": Text("each municipality hosts a facility once").render(language),
            **code_and_name(result.scenario, None),
            "year": None,
            "label": "",
            "sense": "<=",
            "asks": proof.reachable,
            "unit": "locations",
            "multiplier": Fraction(-1),
            "contributes": -proof.reachable,
        }


def ways_out(result: Solved, language: Language) -> TableRows:
    """What would have to give, in several ways; each does by itself."""
    ways = result.infeasibility.ways_out.ways if result.infeasibility else ()
    for number, way in enumerate(ways, 1):
        for given in way.gives:
            one = given.relaxation
            yield {
                "way": number,
                "agreement": one.agreement.id,
                "title": one.agreement.name().render(language),
                **code_and_name(result.scenario, one.scope.municipality),
                "year": one.scope.year,
                "label": one.scope.label,
                "side": one.side,
                "asked": given.asked,
                "gives": one.amount,
                "becomes": given.becomes,
                "unit": one.unit,
                "best_in": ", ".join(word(name, language) for name in way.best_in),
                "verified": way.verified,
            }
