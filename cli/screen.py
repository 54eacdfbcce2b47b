"""What the user gets to see: data on standard output, everything else on standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from cli.deadline import Deadline
from cli.ending import Exit, OutputClosed, Stop
from models.language import Language, Text, Units, Word, rendered
from models.system_errors import system_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.findings import Finding

MOST_PLACES = 5
"""Of more places that have the same fault only the number is told."""


MARKS = {
    code: f"\\u{code:04x}"
    for code in (*range(0x80, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F),
                 *range(0x2066, 0x206A))
}  # fmt: skip
"""What steers a terminal or turns its text around, and how it is shown instead."""

SHOWN = MARKS | {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127)}
"""The same, with what a library of ours may use to colour a text."""


class Screen:
    """The two streams of the command, in the language of its reader.

    Parameters
    ----------
    language
        The reader's language.
    server
        The address of the server that does the work; empty for this computer.
    deadline
        When the command began, and how it ends in time.
    """

    def __init__(
        self, language: Language, server: str = "", deadline: Deadline | None = None
    ) -> None:
        self.language = language
        self.server = server
        self.deadline = deadline or Deadline()

    def words(self, text: Text | Word) -> str:
        """Say something in the reader's language."""
        return rendered(text, self.language)

    def say(self, text: Text) -> None:
        """Tell the user something that is no data."""
        print(self.words(text).translate(SHOWN), file=sys.stderr, flush=True)

    def list_findings(self, findings: Iterable[Finding]) -> None:
        """List findings, each on a line of its own with its place; the same one is told once."""
        from scenarios.not_there import NOT_THERE

        findings = tuple(findings)
        for finding, others in gathered(findings):
            place = str(finding.origin or "")
            text = finding.text
            if others:
                few = ", ".join(others[:MOST_PLACES])
                places = few if len(others) <= MOST_PLACES else f"{few}, …"
                text = Text(
                    "{text} So it is {times} more: {places}.",
                    text=text,
                    times=Units(len(others), "times"),
                    places=places,
                )
            self.say(
                Text(
                    "{severity}: {place}{text} [{code}]",
                    severity=Word(finding.severity),
                    place=f"{place}: " if place else "",
                    text=text,
                    code=finding.code,
                )
            )

        if any(one.code in NOT_THERE for one in findings):
            self.say(Text("“woonsleutel library copy” writes a scenario to begin with."))

    def show(self, *renderables: RenderableType) -> None:
        """Print for people: as wide as the terminal, and without colours where they are no use."""
        from rich.console import Console

        # Rich would end the process by itself when nobody reads any more, so it writes elsewhere.
        seen = Console()
        content = io.BytesIO()
        encoding = sys.stdout.encoding or "utf-8"
        console = Console(
            file=io.TextIOWrapper(content, encoding, errors="replace", newline=""),
            width=seen.width,
            force_terminal=seen.is_terminal,
            markup=False,
            highlight=False,
            emoji=False,
        )
        for renderable in renderables:
            console.print(renderable)
        console.file.flush()
        shown = content.getvalue().decode(encoding, "replace").translate(MARKS)
        lines = (line.rstrip() for line in shown.split("\n"))
        text = "\n".join(lines).rstrip("\n") + "\n" if shown else ""
        self.write(text.encode(encoding, "replace"))

    def write(self, content: bytes) -> None:
        """Write data as it is.

        Raises
        ------
        OutputClosed
            If nobody reads it any more.
        Stop
            If it cannot be written.
        """
        try:
            sys.stdout.flush()
            rest = memoryview(content)
            # Without a buffer, as with PYTHONUNBUFFERED, a write takes what there is space for.
            while rest:
                rest = rest[sys.stdout.buffer.write(rest) or 0 :]
            sys.stdout.buffer.flush()
        except BrokenPipeError as error:
            abandon_output()
            raise OutputClosed from error
        except OSError as error:
            abandon_output()
            raise Stop(
                Text(
                    "The output cannot be written ({problem}).",
                    problem=system_text(error),
                ),
                Exit.USAGE,
            ) from error


def gathered(findings: Iterable[Finding]) -> list[tuple[Finding, list[str]]]:
    """Give each fault once, with the other rows or cells of the same column that have it."""
    found: dict[Hashable, tuple[Finding, list[str]]] = {}
    for finding in findings:
        where = finding.origin
        alone = len(found) if where is None or where.row is None else None
        column = where and (where.file, where.column)
        key = (finding.code, finding.severity, finding.text, column, alone)
        first, others = found.setdefault(key, (finding, []))
        if first is not finding and where is not None:
            others.append(where.cell or str(where.row))
    return list(found.values())


def abandon_output() -> None:
    """Keep Python from writing, at its end, what could not be written before."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
