"""What somebody reads who calls the command without more: where to begin."""

from __future__ import annotations

from collections.abc import Iterator

from models.language import Language, Text

FIRST = (
    ("serve", Text("the page, in a browser")),
    ("library", Text("the regions that come with it")),
    ("solve arnhem-nijmegen", Text("the best plan for one of them")),
    ("library copy arnhem-nijmegen regio.xlsx", Text("the same as a spreadsheet, to fill in")),
    ("check regio.xlsx", Text("what is wrong with it, and in which cell")),
    ("solve regio.xlsx --xlsx programma.xlsx", Text("the answer as a spreadsheet")),
    ("compare regio.xlsx ons-programma.xlsx", Text("your own plan beside the best one")),
    ("--help", Text("all commands")),
)
"""What comes after the command's name, and what it gives."""


def beginning(language: Language) -> Iterator[str]:
    """Give the lines that say where to begin.

    Parameters
    ----------
    language
        The reader's.
    """
    what = Text("Divide a region's housing task over its municipalities: the best plan, proven.")
    yield what.render(language)
    yield ""
    yield Text("Begin here:").render(language)
    for arguments, gives in FIRST:
        yield f"  woonsleutel {arguments}"
        yield f"      {gives.render(language)}"
