"""What the pages show that commands print, printed anew.

A fenced block shows what the command above it prints: in the block itself, in the block before, or
in a comment before the block. A line of dots stands for lines that are left out.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(
    r"(?:^<!-- (?P<comment>woonsleutel .*?) -->\n)?"
    r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)
COMMAND = re.compile(r"(?:\$ )?(woonsleutel .*)")
DOTS = "..."
WIDTHS = {"README.md": 88}
"""Columns of the screen, where a page shows more than 80."""
NEEDS_MORE = re.compile(r"\.\.\.|<|\b(batch|copy|serve)\b|\.(csv|json|xlsx)\b")
"""Commands that need a file of the reader's, a cluster, or a second window."""


def shows(page: Path) -> bool:
    """Tell whether a page shows what a command prints."""
    return bool(COMMAND.search(page.read_text(encoding="utf-8")))


def refresh(page: Path, target: Path) -> None:
    """Write a page with what its commands print now."""
    text, before = page.read_text(encoding="utf-8"), ""
    width = WIDTHS.get(page.name, 80)
    written, end = list[str](), 0
    for block in BLOCK.finditer(text):
        command = block["comment"] or (before if block["language"] in ("", "text") else "")
        lines, before = refreshed(block["text"], block["indent"], command, width)
        written += [text[end : block.start("text")], *(f"{line}\n" for line in lines)]
        end = block.end("text")
    target.write_text("".join([*written, text[end:]]), encoding="utf-8")


def refreshed(text: str, indent: str, command: str, width: int) -> tuple[list[str], str]:
    """Give a block's lines anew, and the command in it that nothing is shown of yet."""
    found, shown = list[str](), list[str]()
    lines = iter(text.splitlines())
    for line in lines:
        asked = COMMAND.fullmatch(line.strip())
        if not asked:
            shown.append(line)
            continue
        found += printed_now(command, shown, indent, width)
        found.append(line)
        command, shown = asked[1], []
        while command.endswith("\\"):
            found.append(next(lines))
            command = f"{command[:-1]} {found[-1].strip()}"
    return found + printed_now(command, shown, indent, width), "" if shown else command


def printed_now(command: str, shown: Sequence[str], indent: str, width: int) -> list[str]:
    """Give for lines that are shown what stands there now."""
    if not command or not shown or NEEDS_MORE.search(command):
        return [*shown]
    output = [f"{indent}{line}".rstrip() for line in printed(command, width)]
    found, start = list[str](), 0
    for part in parts(shown):
        if part[0].strip() == DOTS:
            found += part
            continue
        start = place(part, output, start)
        found += output[start : start + len(part)]
        start += len(part)
    return found


def parts(shown: Sequence[str]) -> Iterator[list[str]]:
    """Divide lines where dots stand for what is left out."""
    part = list[str]()
    for line in shown:
        if line.strip() == DOTS:
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

    return max(range(start, max(start + 1, len(output) - len(part) + 1)), key=alike)


@cache
def printed(command: str, width: int) -> tuple[str, ...]:
    """Run a command, and give the lines that it prints."""
    program = [sys.executable, "-c", "from cli import main; main()"]
    run = subprocess.run(
        [*program, *shlex.split(command)[1:]],
        env={**os.environ, "COLUMNS": str(width), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    return tuple((run.stderr + run.stdout).splitlines())
