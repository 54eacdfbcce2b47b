"""Drawing: a chart as Excel has it, of figures that stand in a sheet."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from cli.workbook.charts import Chart

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442")
"""Of series, in their order: told apart by colour-blind people, too (Okabe and Ito)."""


def chart_object(book: Any, page: str, top: int, chart: Chart) -> Any:
    """Make a chart of the figures that stand in a page from a row on."""
    across = chart.kind == "scatter"
    options = {"type": "scatter" if across else "bar"}
    if across:
        options["subtype"] = "straight_with_markers"
    elif chart.kind != "bar":
        options["subtype"] = "stacked"
    made, last = book.add_chart(options), top + len(chart.rows)
    for place, colour in zip(range(1, len(chart.headers)), cycle(COLOURS), strict=False):
        line = {"color": colour}
        look: dict[str, Any] = {"fill": line, "gap": 50}
        if across:
            look = {
                "line": {**line, "width": 1.5},
                "marker": {"type": "circle" if place == 1 else "diamond", "size": 5 + 3 * place,
                           "fill": line, "border": line},
            }  # fmt: skip
        elif chart.kind == "range" and place == 1:
            look = {"fill": {"none": True}, "gap": 50}
        made.add_series(
            {
                "name": [page, top, place],
                "categories": [page, top + 1, 0, last, 0],
                "values": [page, top + 1, place, last, place],
                **look,
            }
        )
    size = {"size": 9, "bold": False}
    made.set_title({"name": chart.title, "name_font": {"size": 12}, "overlay": False})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    figures = {"num_format": chart.form, "num_font": size, "major_gridlines": grid}
    if across:
        made.set_x_axis({**figures, "name": chart.headers[0], "name_font": size})
        made.set_y_axis({**figures, "name": chart.headers[1], "name_font": size})
    else:
        # Bars count from below, a reader from above; names stand left of what is negative, too.
        names = {"reverse": True, "crossing": "max", "label_position": "low"}
        made.set_y_axis({**names, "num_font": size})
        made.set_x_axis(figures)
    made.set_legend({"position": "bottom", "font": size, "none": chart.kind == "range"})
    return made
