"""Results in a dossier: comparisons, explorations, explanations, each with what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dossiers.records import KeptResult
from dossiers.rows import ResultRow
from dossiers.section import InDossier, a_name


class KeptResults(InDossier[KeptResult]):
    """The results that somebody sees."""

    _row = ResultRow
    _kind = KeptResult

    def keep(
        self,
        scenario: str,
        version: int,
        kind: str,
        answer: Mapping[str, Any],
        *,
        name: str,
        asked: Mapping[str, Any] | None = None,
    ) -> KeptResult:
        """Keep what came of something that was asked about a version of a scenario.

        Parameters
        ----------
        scenario, version
            The scenario's identifier and the number of its version.
        kind
            What was asked for: ``comparison``.
        answer
            What came of it, as JSON has it (`Report.as_record`).
        name
            For readers.
        asked
            With what it was asked, as JSON has it.

        Returns
        -------
        KeptResult
            What was kept.

        Raises
        ------
        NotFound
            If there is no such version.
        ValueProblem
            If that is no name.
        StorageFull, StorageBusy
            If it could not be kept.
        """
        with self._database.writing() as session:
            of, _ = self._version_of(session, scenario, version)
            row = ResultRow(
                dossier=of.dossier,
                scenario=scenario,
                version=version,
                kind=kind,
                name=a_name(name),
                asked=dict(asked or {}),
                created_by=self._person.name,
                answer=dict(answer),
            )
            return self._add(session, row)

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
        with self._database.reading() as session:
            return self._found(session, ResultRow, result).answer
