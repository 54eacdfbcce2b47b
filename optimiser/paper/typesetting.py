"""Typesetting: a report's content as a PDF that lasts and that anybody can have read to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from optimiser.paper.table_tags import with_row_heads

TEMPLATE = files(__package__) / "report.typ"

MADE = datetime(1970, 1, 1, tzinfo=UTC)
"""The date in its data, which PDF/A asks for: that of reproducible files, so that the same content
is the same file."""


DRAWING = b"""#set page(width: auto, height: auto, margin: 8pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: 640pt)"""

PIXELS = 144.0
"""Per inch, of a picture that goes into a document of somebody's own."""


def as_picture(drawing: str) -> bytes:
    """Make a picture (PNG) of a drawing.

    Parameters
    ----------
    drawing
        The drawing, as SVG.

    Returns
    -------
    bytes
        The file's content.
    """
    import typst

    return typst.compile(
        DRAWING,
        ignore_system_fonts=True,
        sys_inputs={"drawing": drawing},
        format="png",
        ppi=PIXELS,
    )


def typeset(content: Mapping[str, Any]) -> bytes:
    """Make a PDF of a report.

    Parameters
    ----------
    content
        What it says, as `report_content` gives it.

    Returns
    -------
    bytes
        The file's content; the same content gives the same bytes, whatever letters a computer has.
    """
    # 30 MB that only a report needs.
    import typst

    file = typst.compile(
        TEMPLATE.read_bytes(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(content, ensure_ascii=False, sort_keys=True)},
        # Both are checked when it is made: the first lasts, the second can be read out.
        pdf_standards=["a-2a", "ua-1"],
        timestamp=MADE,
    )
    return with_row_heads(file, [*tables_of(content)])


def tables_of(content: Mapping[str, Any]) -> Iterator[str]:
    """Give what each table of a report is about: the heading above it."""
    for section in content["sections"]:
        heading = section["title"]
        for block in section["blocks"]:
            if block["kind"] == "heading":
                heading = block["text"]
            elif block["kind"] == "table":
                yield heading
