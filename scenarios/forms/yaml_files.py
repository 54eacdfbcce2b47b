"""YAML in and out: plain values only, and where each of them stands."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.values import quoted
from scenarios.document.document import DEEPEST, ValuePath
from scenarios.document.syntax import syntax_text

MOST_SIGNS = 2**18
"""Seventeen times the keys of the largest shipped region; the parser reads them in ten seconds."""

MOST_ON_A_LINE = 2**13
"""Of a value in a cell or an option: more than the longest agreement of any region takes."""

WIDTH = 100
"""Of a line that is written, in characters."""

OTHERWISE = re.compile(
    r"[\t\r\x85\u2028\u2029\ufeff]|^(?:---|\.\.\.|%| *[|>])|[|>][-+0-9]*#|&\S", re.MULTILINE
)
"""Signs that libyaml, which reads YAML 1.1, takes for another thing than is meant by 1.2."""

WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,29})")
WORDS: dict[bool | None, tuple[str, ...]] = {
    None: ("", "~", "null", "Null", "NULL"),
    True: ("true", "True", "TRUE"),
    False: ("false", "False", "FALSE"),
}
CONSTANTS = {word: meaning for meaning, words in WORDS.items() for word in words}


def parse_yaml(text: str, file: str, most: int = MOST_SIGNS) -> tuple[Any, dict[ValuePath, Origin]]:
    """Read one YAML 1.2 document of mappings, lists and plain values.

    A number with decimals stays a text, because only its reader knows whether ``23.945`` can be
    misread. Aliases, tags and keys that are given twice are refused.

    Parameters
    ----------
    text
        What is written.
    file
        Its name, as the findings give it.
    most
        Signs that it may have: the parser is slow, so it does not begin on more.

    Returns
    -------
    tuple
        The value, and where each part of it stands.

    Raises
    ------
    InvalidScenario
        ``malformed-yaml``, ``duplicate-key``, ``yaml-alias``, ``yaml-tag``, ``too-deep`` or
        ``file-too-large``.
    """
    if len(text) > most:
        large = Text("This has {signs} signs; it may have {most}.", signs=len(text), most=most)
        raise InvalidScenario([Finding("file-too-large", "error", large, Origin(file))])
    return _fast(text, file) or _thorough(text, file)


def _fast(text: str, file: str) -> tuple[Any, dict[ValuePath, Origin]] | None:
    """Read it in a tenth of the time; None where it is refused, or may mean another thing."""
    import yaml

    if OTHERWISE.search(text) or not yaml.__with_libyaml__:
        return None
    try:
        return _EventReading(yaml.parse(text, yaml.CSafeLoader), yaml.events, file).read()
    except (yaml.YAMLError, InvalidScenario, ValueError, OverflowError):
        return None


def _thorough(text: str, file: str) -> tuple[Any, dict[ValuePath, Origin]]:
    """Read it by the letter of YAML 1.2, and say what is wrong with it."""
    from ruamel.yaml import YAML, events  # costs 50 ms: only who needs it pays
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _EventReading(YAML(typ="safe", pure=True).parse(text), events, file).read()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, position = (mark.line + 1, mark.column + 1) if mark else (None, 0)
        malformed = Text(
            "This is not YAML at position {position} of line {line} ({problem}).",
            position=str(position),
            line=str(line),
            problem=syntax_text(error.problem or error.context or ""),
        )
    except InvalidScenario:
        raise
    except (YAMLError, ValueError, OverflowError) as error:
        line = None
        malformed = Text("This is not YAML ({problem}).", problem=syntax_text(str(error)))
    raise InvalidScenario([Finding("malformed-yaml", "error", malformed, Origin(file, line))])


def write_yaml(content: Mapping[str, Any]) -> str:
    """Write mappings, lists and plain values, so that `parse_yaml` reads the same.

    What fits on a line is put on one.
    """
    return _written({key: _on_lines(value) for key, value in content.items()})


def write_flow(value: dict[str, Any] | list[Any]) -> str:
    """Write a mapping or list on one line, as it stands in a cell of a table."""
    return _written(_on_one_line(value), width=2**20).rstrip("\n")


class _Mapping(dict[str, Any]):
    """A mapping on one line."""


class _List(list[Any]):
    """A list on one line."""


def _on_one_line(value: Any) -> Any:
    match value:
        case dict():
            return _Mapping({key: _on_one_line(each) for key, each in value.items()})
        case list():
            return _List([_on_one_line(each) for each in value])
    return value


def _on_lines(value: Any) -> Any:
    """Choose for each mapping and list whether it stands on one line."""
    if not isinstance(value, dict | list) or len(write_flow(value)) <= WIDTH - 20:
        return _on_one_line(value)
    if isinstance(value, dict):
        return {key: _on_lines(each) for key, each in value.items()}
    return [_on_lines(each) for each in value]


def _written(value: object, width: int = WIDTH) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.representer import SafeRepresenter

    class Representer(SafeRepresenter):
        """Knows what stands on one line."""

        def mapping(self, data: dict[str, Any]) -> Any:
            items = list(data.items())  # of a mapping itself it would sort the keys
            return self.represent_mapping(
                "tag:yaml.org,2002:map", items, isinstance(data, _Mapping)
            )

        def sequence(self, data: list[Any]) -> Any:
            return self.represent_sequence("tag:yaml.org,2002:seq", data, isinstance(data, _List))

        def text(self, data: str) -> Any:
            # Plain is what the library would write, and cannot read again on one line.
            style = '"' if data.startswith(("?", ":")) else None
            return self.represent_scalar("tag:yaml.org,2002:str", data, style)

    Representer.add_representer(dict, Representer.mapping)
    Representer.add_representer(_Mapping, Representer.mapping)
    Representer.add_representer(list, Representer.sequence)
    Representer.add_representer(str, Representer.text)
    Representer.add_representer(_List, Representer.sequence)
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = Representer
    yaml.width = width
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()


class _EventReading:
    """Builds values of the parser's events, so that nothing is built of what is refused.

    Parameters
    ----------
    events
        What the parser finds, one after the other.
    kinds
        The parser's kinds of events.
    file
        The name of what is read.
    """

    def __init__(self, events: Iterator[Any], kinds: Any, file: str) -> None:
        self.events = events
        self.kinds = kinds
        self.file = file
        self.places: dict[ValuePath, Origin] = {}

    def read(self) -> tuple[Any, dict[ValuePath, Origin]]:
        """Give the one document, and where each part of it stands."""
        value: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, self.kinds.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    text = Text("A second document starts here; only one is read.")
                    raise self.refused("malformed-yaml", text, event)
                value = self.value(next(self.events), ())
        return value, self.places

    def value(self, event: Any, path: ValuePath) -> Any:
        self.places[path] = Origin(self.file, event.start_mark.line + 1)
        if isinstance(event, self.kinds.AliasEvent):
            text = Text(
                "“{alias}” is an alias. Write out what it stands for.", alias=f"*{event.anchor}"
            )
            raise self.refused("yaml-alias", text, event)
        if event.tag is not None:
            text = Text("“{tag}” is a tag, which a scenario does not have.", tag=quoted(event.tag))
            raise self.refused("yaml-tag", text, event)
        if len(path) > DEEPEST:
            raise self.refused("too-deep", Text("This is nested too deeply."), event)
        if isinstance(event, self.kinds.ScalarEvent):
            return _plain(event.value) if event.implicit[0] else event.value
        if isinstance(event, self.kinds.MappingStartEvent):
            return self.mapping(path)
        return self.sequence(path)

    def mapping(self, path: ValuePath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), self.kinds.MappingEndEvent):
            if not isinstance(event, self.kinds.ScalarEvent):
                text = Text("A key is a text; this one is more.")
                raise self.refused("malformed-yaml", text, event)
            if event.value in found:
                text = Text("The key “{key}” is given twice.", key=quoted(event.value))
                raise self.refused("duplicate-key", text, event)
            found[event.value] = self.value(next(self.events), (*path, event.value))
            # The line of the key, because its value may start below it.
            self.places[(*path, event.value)] = Origin(self.file, event.start_mark.line + 1)
        return found

    def sequence(self, path: ValuePath) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), self.kinds.SequenceEndEvent):
            found.append(self.value(event, (*path, str(len(found)))))
        return found

    def refused(self, code: str, text: Text, event: Any) -> InvalidScenario:
        where = Origin(self.file, event.start_mark.line + 1)
        return InvalidScenario([Finding(code, "error", text, where)])


def _plain(text: str) -> str | int | bool | None:
    """Give what an unquoted text stands for."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    return int(text) if WHOLE.fullmatch(text) else text
