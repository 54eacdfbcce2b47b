"""What the pages show that commands and the service answer, asked anew.

A page is read from its beginning, as by somebody who does all that it says in one folder. A fenced
block shows what the command above it prints: in the block itself, in a block of ``text`` after it,
or in a block with the command in a comment before it. A line of dots stands for lines that are
left out, and dots in a line for the rest of it. After ``curl`` comes what the service answers.
``cat`` shows a file: what stands there is its content when nothing has written it yet.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from docs.session import Session

BLOCK = re.compile(
    r"(?:^ *<!-- (?P<comment>(?:woonsleutel|cat|curl) .*?) -->\n)?"
    r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)
COMMAND = re.compile(r"(?:\$ )?((?:woonsleutel|cat|curl) .*)")
DOTS = "..."
CUT = re.compile(r"…|\.\.\.")
WIDTHS = {"README.md": 88, "begin.md": 88}
"""Columns of the screen, where a page shows more than 80."""
ELSEWHERE = re.compile(r" \.\.\.( |$)|<|--scheduler|\bserve\b")
"""Commands with something to fill in, and those that need a cluster or a second window."""
LONG = re.compile(
    r"^(?:\$ |<!-- )?(?:curl|woonsleutel (?:batch|compare|explore|keys)) | --(?:by|cell|free) ",
    re.M,
)
"""Commands that take seconds of a real region."""


def shows(page: Path) -> bool:
    """Tell whether a page shows what a command prints."""
    return bool(COMMAND.search(page.read_text(encoding="utf-8")))


def refresh(page: Path, target: Path, *, quick: bool = False) -> None:
    """Write a page with what its commands print now.

    Parameters
    ----------
    page
        The page.
    target
        Where it is written.
    quick
        Whether what long commands show stays as it is.

    Raises
    ------
    LookupError
        If the service's answer is shown with something that is not in it.
    """
    text = page.read_text(encoding="utf-8")
    written, end = list[str](), 0
    with Session(WIDTHS.get(page.name, 80)) as session:
        reading = Reading(session, quick=quick)
        for block in BLOCK.finditer(text):
            written.append(text[end : block.start("text")])
            written += [f"{line}\n" for line in reading.block(block)]
            end = block.end("text")
    target.write_text("".join([*written, text[end:]]), encoding="utf-8")


class Reading:
    """Goes through the blocks of a page, with the last command and what is yet to be shown of it.

    Parameters
    ----------
    session
        Runs the commands.
    quick
        Whether long commands are passed over.
    """

    def __init__(self, session: Session, *, quick: bool) -> None:
        self._session, self._quick = session, quick
        self._command = ""
        self._output: list[str] | None = None

    def block(self, block: re.Match[str]) -> list[str]:
        """Give the lines of a block as they are now."""
        indent, language = block["indent"], block["language"]
        lines = [line.removeprefix(indent) for line in block["text"].splitlines()]
        if language not in ("", "text") and not block["comment"]:
            return block["text"].splitlines()
        if block["comment"]:
            self._begin(block["comment"])
        elif language == "" and not self._command.startswith("curl"):
            self._begin("")
        return [f"{indent}{line}".rstrip() for line in self._lines(lines)]

    def _begin(self, command: str) -> None:
        self._command, self._output = command, None

    def _lines(self, lines: Sequence[str]) -> Iterator[str]:
        shown, rest = list[str](), iter(lines)
        for line in rest:
            asked = COMMAND.fullmatch(line)
            if not asked:
                shown.append(line)
                continue
            yield from self._now(shown)
            shown, command = [], asked[1]
            yield line
            while not whole(command):
                further = next(rest)
                yield further
                command = f"{command}\n{further}"
            self._begin(command.replace("\\\n", " "))
        yield from self._now(shown)

    def _now(self, shown: Sequence[str]) -> Iterator[str]:
        """Give for lines that are shown what stands there now."""
        if not self._command or not shown or self._passed_over():
            yield from shown
        elif self._command.startswith("curl"):
            yield from self._session.answer(self._command, "\n".join(shown)).splitlines()
            self._begin("")
        elif self._command.startswith("cat ") and not self._session.has(self._command[4:]):
            self._session.write(self._command[4:], "".join(f"{line}\n" for line in shown))
            yield from shown
        else:
            if self._output is None:
                self._output = self._session.lines(self._command)
            yield from self._aligned(shown, self._output)

    def _passed_over(self) -> bool:
        long = self._quick and LONG.search(self._command)
        return bool(long or ELSEWHERE.search(self._command))

    @staticmethod
    def _aligned(shown: Sequence[str], output: Sequence[str]) -> Iterator[str]:
        start = 0
        for part in parts(shown):
            if part[0] == DOTS:
                yield from part
                continue
            start = place(part, output, start)
            yield from map(cut, part, output[start : start + len(part)])
            start += len(part)


def whole(command: str) -> bool:
    """Tell whether a command ends here: no quotation is open, and the line does not go on."""
    if command.endswith("\\"):
        return False
    try:
        shlex.split(command)
    except ValueError:
        return False
    return True


def parts(shown: Sequence[str]) -> Iterator[list[str]]:
    """Divide lines where dots stand for what is left out."""
    part = list[str]()
    for line in shown:
        if line == DOTS:
            yield from ([part] if part else [])
            yield [line]
            part = []
        else:
            part.append(line)
    if part:
        yield part


def place(part: Sequence[str], output: Sequence[str], start: int) -> int:
    """Find where lines like these begin in what is printed."""

    def alike(at: int) -> float:
        pairs = zip(part, output[at : at + len(part)], strict=False)
        return sum(SequenceMatcher(None, one, other).ratio() for one, other in pairs)

    return max(range(start, max(start + 1, len(output))), key=alike)


def cut(shown: str, now: str) -> str:
    """Give a line as it is now, cut short where that is how it was shown."""
    beginnings = (re.escape(each) for each in CUT.split(shown))
    return shown if re.fullmatch(".*".join(beginnings), now) else now.rstrip()
