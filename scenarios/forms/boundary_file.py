"""The boundary file (GeoJSON): where municipalities end, so that a map can draw them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.boundary import Ring, rings_written
from models.codes import CodeProblem, municipality_code
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.values import quoted
from scenarios.document.tables import Table
from scenarios.forms.json_form import parse_json

if TYPE_CHECKING:
    from shapely import Geometry

BOUNDARY_FILES = ("boundaries.geojson", "grenzen.geojson")
"""What a boundary file in a scenario's folder is called."""

CODES = ("statcode", "gm_code", "gemeentecode", "gemeente_code", "gmcode", "code", "identificatie")
"""What properties are called that hold a municipality's code, at CBS, PDOK and others."""

WATER = ("water", "h2o")
"""What properties are called that tell water from land, at CBS: a map draws the land."""

NETHERLANDS = {"degrees": (3.0, 50.5, 7.5, 53.8), "metres": (-10_000, 300_000, 300_000, 640_000)}
"""Where all of the country lies: west, south, east, north, in WGS84 and in RD."""

DECIMALS = {"degrees": 4, "metres": 0}
"""Ten metres, and one: less than a point of the largest drawing."""

FINE = 2000
"""Parts of a map's width below which nothing is seen."""

COARSER = 1.5
"""By how much what is not seen grows until a map is small enough."""

MOST_POINTS, MOST_EACH = 6000, 1200
"""Points of all boundaries of a scenario, and of one: what a page can hold."""


def read_boundaries(content: bytes, file: str, municipalities: Mapping[str, str]) -> dict[str, str]:
    """Read the boundaries of municipalities, as fine as a map shows them.

    Parameters
    ----------
    content
        The file's content; it need not be trusted. Coordinates are degrees (WGS84) or metres (RD).
    file
        Its name, for findings.
    municipalities
        The names of those that are wanted, by code; others in the file are passed over.

    Returns
    -------
    dict
        By code the boundary, as `models.boundary` has it.

    Raises
    ------
    InvalidScenario
        With all that is wrong: no GeoJSON, a boundary that is missing or cannot be read, places
        outside the Netherlands.
    """
    import shapely

    found: dict[str, list[Geometry]] = defaultdict(list)
    findings: list[Finding] = []
    for number, feature in enumerate(features_of(read_document(content, file), file), 1):
        code = code_of(feature)
        if code not in municipalities or is_water(feature):
            continue
        area = shapely.from_geojson(json.dumps(feature.get("geometry")), on_invalid="ignore")
        if area is None or area.is_empty or area.geom_type not in ("Polygon", "MultiPolygon"):
            text = Text(
                "Feature {number} ({name}) has no boundary that can be read: a Polygon or a "
                "MultiPolygon is expected.",
                number=number,
                name=municipalities[code],
            )
            findings.append(Finding("boundary-not-readable", "error", text, Origin(file)))
        else:
            found[code].append(area if area.is_valid else shapely.make_valid(area))
    missing = tuple(name for code, name in municipalities.items() if code not in found)
    if missing and not findings:
        text = Text(
            "There is no boundary of {names}. Bring the municipalities of the year that this "
            "scenario is of, with their codes (statcode, such as GM0202).",
            names=missing,
        )
        findings.append(Finding("boundary-missing", "error", text, Origin(file)))
    if findings:
        raise InvalidScenario(findings)
    areas = [shapely.union_all(several) for several in found.values()]
    unit = unit_of(shapely.total_bounds(areas), file)
    return {
        code: rings_written(lines, DECIMALS[unit])
        for code, lines in zip(found, as_fine_as_seen(areas), strict=True)
    }


def read_document(content: bytes, file: str) -> object:
    """Read what a file of boundaries holds.

    Raises
    ------
    InvalidScenario
        With what such a file is, where this is another one.
    """
    try:
        return parse_json(content, file)
    except InvalidScenario as wrong:
        [found] = wrong.findings
        if found.code not in ("malformed-json", "not-text", "mixed-encoding"):
            raise
        text = Text(
            "“{file}” is no file of boundaries (GeoJSON) that can be read. The municipalities of "
            "each year can be downloaded as GeoJSON from PDOK or CBS. In other forms, such as a "
            "shapefile, GeoPackage or KML, save them as GeoJSON first, with a program for maps.",
            file=quoted(file),
        )
        raise InvalidScenario([replace(found, text=text)]) from wrong


def features_of(document: object, file: str) -> list[Mapping[str, Any]]:
    """Give the features of a document of GeoJSON.

    Raises
    ------
    InvalidScenario
        ``feature-collection-expected``.
    """
    features = document.get("features") if isinstance(document, Mapping) else None
    if not isinstance(features, list):
        text = Text(
            "This is no GeoJSON of municipalities: a FeatureCollection is expected, with a "
            "feature for each."
        )
        raise InvalidScenario([Finding("feature-collection-expected", "error", text, Origin(file))])
    return [one for one in features if isinstance(one, Mapping)]


def code_of(feature: Mapping[str, Any]) -> str:
    """Give the municipality's code of a feature; empty where it tells none."""
    properties = properties_of(feature)
    return first_code((*(properties.get(name) for name in CODES), feature.get("id")))


def first_code(values: Iterable[object]) -> str:
    """Give the first that is a municipality's code; empty where none is."""
    for value in values:
        try:
            return municipality_code(value)
        except CodeProblem:
            continue
    return ""


def is_water(feature: Mapping[str, Any]) -> bool:
    """Tell whether a feature is the water of a municipality."""
    properties = properties_of(feature)
    return any(str(properties.get(name)).casefold() in ("ja", "b") for name in WATER)


def properties_of(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a feature says, by names in small letters."""
    properties = feature.get("properties")
    given = properties if isinstance(properties, Mapping) else {}
    return {str(name).casefold(): value for name, value in given.items()}


def unit_of(bounds: Sequence[float], file: str) -> str:
    """Tell whether coordinates are degrees or metres.

    Raises
    ------
    InvalidScenario
        ``coordinates-elsewhere``, if they lie outside the Netherlands in both.
    """
    for unit, (west, south, east, north) in NETHERLANDS.items():
        if west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north:
            return unit
    text = Text(
        "These coordinates lie outside the Netherlands, in degrees (WGS84, longitude first) and in "
        "metres (RD): the first are {x} and {y}.",
        x=quoted(f"{bounds[0]:g}"),
        y=quoted(f"{bounds[1]:g}"),
    )
    raise InvalidScenario([Finding("coordinates-elsewhere", "error", text, Origin(file))])


def as_fine_as_seen(areas: Sequence[Geometry]) -> list[list[Ring]]:
    """Simplify areas together, so that what they share stays shared; give their rings."""
    import shapely

    west, south, east, north = shapely.total_bounds(areas)
    unseen = max(east - west, north - south) / FINE
    while True:
        simple = shapely.coverage_simplify(areas, unseen)
        lines = [[*rings_of(area, unseen**2)] for area in simple]
        points = [sum(map(len, several)) for several in lines]
        if sum(points) <= MOST_POINTS and max(points) <= MOST_EACH:
            return lines
        unseen *= COARSER


def rings_of(area: Geometry, unseen: float) -> Iterator[Ring]:
    """Give the rings of an area, the largest part first; parts that are not seen are left out."""
    parts = [one for one in getattr(area, "geoms", [area]) if one.geom_type == "Polygon"]
    for place, part in enumerate(sorted(parts, key=lambda one: -one.area)):
        if not place or part.area >= unseen:
            holes = (hole for hole in part.interiors if hole.length**2 >= unseen)
            for ring in (part.exterior, *holes):
                yield [(x, y) for x, y, *_ in ring.coords[:-1]]


def with_boundaries(
    table: Table | None, municipalities: Iterable[tuple[str, str]], content: bytes, file: str
) -> Table:
    """Give the table of municipalities with their boundaries.

    Parameters
    ----------
    table
        The table as it was read; without it one is made that changes another scenario's.
    municipalities
        The code and name of each.
    content, file
        As `read_boundaries` takes them.

    Returns
    -------
    Table
        The table, with a column more.
    """
    known = dict(municipalities)
    found = read_boundaries(content, file, known)
    if table is None:
        changes = tuple({"code": code, "boundary": found[code]} for code in known)
        return Table("municipalities", file, ("code", "boundary"), changes, (1,) * len(changes))
    rows: list[Mapping[str, object]] = [
        {**row, "boundary": found.get(first_code([row.get("code")]), "")} for row in table.rows
    ]
    columns = dict.fromkeys((*table.columns, "boundary"))
    headers = (*table.headers, "boundary") if table.headers else ()
    return replace(table, columns=tuple(columns), rows=tuple(rows), headers=headers)
