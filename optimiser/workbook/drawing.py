"""Drawing: charts as Excel has them, each beside its figures on a sheet of their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from textwrap import wrap
from typing import Any

from models.language import Text
from optimiser.workbook.charts import Chart
from scenarios.forms.workbook_writer import GROUPED, LINE, WorkbookWriter

CHART_COLUMN = 12
"""Characters of a column of figures that are drawn."""

ROW, ACROSS = 20, 640
"""Pixels of a row, and of a chart."""

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442")
"""Of series, in their order: told apart by colour-blind people, too (Okabe and Ito)."""


def draw_charts(writer: WorkbookWriter, drawn: Sequence[Chart]) -> None:
    """Put charts below one another."""
    if not drawn:
        return
    title = Text("Charts").render(writer.language)
    page, top = writer.page(title, headed=False), 0
    page.set_column(0, 0, 22)
    page.set_column(1, max(len(chart.headers) for chart in drawn), CHART_COLUMN)
    beside = max(len(chart.headers) for chart in drawn) + 1
    breaks: list[int] = []
    for chart in drawn:
        for place, name in enumerate(chart.headers):
            page.write_string(top, place, name, writer.heads[GROUPED if place else ""])
            form = "" if place == 0 and chart.kind != "scatter" else chart.form
            for row, cells in enumerate(chart.rows, top + 1):
                writer.write(page, row, place, cells[place], writer.styles[form])
        made = chart_object(writer.book, title, top, chart)
        high = max(20, len(chart.rows) + 6)
        lines = max(len(wrap(name, CHART_COLUMN)) for name in chart.headers)
        page.set_row(top, max(2, lines) * LINE + 3)
        made.set_size({"width": ACROSS, "height": ROW * high})
        page.insert_chart(top, beside, made, {"description": chart.title})
        breaks.append(top)
        top += high + 2
    page.set_h_pagebreaks(breaks[1:])  # each chart on a printed page of its own


def chart_object(book: Any, page: str, top: int, chart: Chart) -> Any:
    """Make a chart of the figures that stand in a page from a row on."""
    across = chart.kind == "scatter"
    options = {"type": "scatter" if across else "bar"}
    if across:
        options["subtype"] = "straight_with_markers"
    elif chart.kind != "bar":
        options["subtype"] = "stacked" if chart.kind == "range" else chart.kind
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
    form = "0%" if chart.kind == "percent_stacked" else chart.form
    figures = {"num_format": form, "num_font": size, "major_gridlines": grid}
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
