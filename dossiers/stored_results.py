"""Results in a dossier: comparisons, explorations, explanations, each with what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dossiers.in_dossier import AskedInDossier
from dossiers.records import StoredResult
from dossiers.rows import ResultRow


class StoredResults(AskedInDossier[StoredResult]):
    """The results that somebody sees."""

    _row = ResultRow
    _kind = StoredResult

    def store(
        self,
        scenario: str,
        version: int,
        kind: str,
        answer: Mapping[str, Any],
        *,
        name: str,
        asked: Mapping[str, Any] | None = None,
        sources: Sequence[Mapping[str, Any]] = (),
        once: str = "",
    ) -> StoredResult:
        """Store what came of something that was asked about a version of a scenario.

        Parameters
        ----------
        scenario, version
            The scenario's identifier and the number of its version.
        kind
            What was asked for: ``comparison``.
        answer
            What came of it, as JSON has it (`Account.as_record`).
        name
            For readers.
        asked
            With what it was asked, as JSON has it.
        sources
            What else it tells of: versions of other scenarios, positions, and plans.
        once
            A key of the caller's own: with the same one the same thing is made once.

        Returns
        -------
        StoredResult
            What was stored.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such version, or they only read in its dossier.
        ValueProblem
            If that is no name.
        KeyUsedTwice
            If something else was made with the key.
        QuotaReached
            If their party keeps as much as it may.
        """
        return self._keep_about(
            scenario,
            version,
            {"kind": kind, "asked": dict(asked or {}), "answer": dict(answer)},
            name=name,
            once=once,
            sources=[dict(each) for each in sources],
        )

    def answer(self, result: str) -> dict[str, Any]:
        """Give what came of it.

        Parameters
        ----------
        result
            Its identifier.

        Returns
        -------
        dict
            The answer, as JSON has it.

        Raises
        ------
        NotFound
            If there is none.
        """
        answer: dict[str, Any] = self._content(result, "answer")
        return answer
