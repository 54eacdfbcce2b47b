"""The page of the mathematics: every formula from its docstring, and its rows from the code.

What is said of a kind of agreement or a goal comes from its class; the rows are read from its
formula, as exact sums, in a tiny region (``docs/examples.yaml``).
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any, get_args

from ruamel.yaml import YAML

from docs.docstrings import Docstring, docstring, in_cell
from models.agreements import RULES, Agreement, AnyAgreement
from models.agreements.heading import AgreementHeading
from models.goals import AnyGoal, Fairness, Goal, Shortfall
from models.key import Key
from models.language import Both
from models.linear import as_linear
from models.measure import Measure
from models.noun import Noun
from models.programme import Programme, read_linear
from models.quantity import QUANTITIES, Cell
from models.requirement import GoalTerm, Requirement
from models.scenario import Scenario
from models.travel import estimated_minutes
from optimiser.balance import point, reference_marginals
from optimiser.results.audit import gini, hoover

EXAMPLES = Path(__file__).parent / "examples.yaml"
WIDTH = 96
"""Characters in a line of a formula's rows."""
NO_BREAK = "\u00a0"
"""A blank at which no line is broken."""

INTRODUCTION = """# The mathematics

*Written by `make docs` from the docstrings and the formulas in `models/`. Change those, not this
page.*

A plan decides the quantities below. An agreement is a set of rows over them, in whole numbers: a
percentage is a quotient $`p/q`$ and both sides are multiplied by $`q`$, so a plan that lies exactly
on a threshold keeps it. An agreement that is not binding gives every row an unknown for what is
missing, which the goal `shortfall` makes as small as can be. Goals come one after the other, in the
scenario's order; each is held while the next is pursued.
"""


class Page:
    """The page, part by part, for the examples' tiny region."""

    def __init__(self) -> None:
        self.yaml = YAML()
        self.yaml.width = 100
        self.written = self.yaml.load(EXAMPLES.read_text(encoding="utf-8"))
        plain = YAML(typ="safe").load(EXAMPLES.read_text(encoding="utf-8"))
        self.scenario = Scenario.model_validate(
            {**plain["region"], "agreements": plain["agreements"], "goals": plain["goals"]}
        )
        self.programme: Programme[Any] = read_linear(self.scenario)[0]
        self.names = dict(names(self.programme))

    def parts(self) -> Iterator[str]:
        """Give the parts in order."""
        yield INTRODUCTION
        yield "## The tiny region of the examples\n"
        yield fenced("yaml", self.as_written(self.written["region"]))
        yield "## Quantities\n"
        yield from quantities()
        yield "## What is counted\n"
        yield described(docstring(Measure))
        yield fields(Measure)
        yield "## Keys\n"
        yield described(docstring(Key))
        yield fields(Key)
        yield "## Travel times that nobody gave\n"
        yield described(docstring(estimated_minutes))
        yield "## Agreements\n"
        yield described(docstring(Agreement))
        yield fields(AgreementHeading)
        for kind in kinds(AnyAgreement):
            yield from self.agreement(kind)
        yield "## Rules that hold in every scenario, unwritten\n"
        for rule in RULES:
            yield from self.rule(rule)
        yield "## Goals\n"
        yield described(docstring(Goal))
        for kind in kinds(AnyGoal):
            yield from self.goal(kind)
        yield "## Balance, the last goal of all\n"
        yield described(docstring(point))
        counts = reference_marginals.TOTALS, reference_marginals.YEARS, point.CELLS
        yield "Here $`t`$ is {:g}, $`w`$ {:g} and $`c`$ {:g}.\n".format(*counts)
        yield "## How even a spread is\n"
        for index in (hoover, gini):
            yield described(docstring(index)) + "\n"

    def agreement(self, kind: type[Agreement]) -> Iterator[str]:
        """Describe a kind of agreement, with an example for each time it is used."""
        said = docstring(kind)
        name = kind.model_fields["kind"].default
        yield f"### `{name}`: {lowered(said.title)}\n"
        yield said.text
        yield fields(kind, Agreement)
        defaults = dict(other_defaults(kind))
        if defaults:
            listed = ", ".join(f"`{field}: {value}`" for field, value in defaults.items())
            yield f"Unless it says otherwise: {listed}.\n"
        example = next(a for a in self.scenario.agreements if type(a) is kind)
        yield fenced("yaml", self.as_written([self.item("agreements", example.id)]))
        yield self.sentence(example)
        yield from self.rows(example)

    def rule(self, rule: Agreement) -> Iterator[str]:
        """Describe a rule that nobody writes."""
        said = docstring(type(rule))
        yield f"### `{rule.id}`: {lowered(said.title)}\n"
        yield said.text
        yield self.sentence(rule)
        yield from self.rows(rule)

    def goal(self, kind: type[Goal]) -> Iterator[str]:
        """Describe a kind of goal."""
        said = docstring(kind)
        name = kind.model_fields["kind"].default
        yield f"### `{name}`: {lowered(said.title)}\n"
        yield said.text
        yield fields(kind)
        position, goal = next(
            (at, goal) for at, goal in enumerate(self.scenario.goals) if type(goal) is kind
        )
        yield fenced("yaml", self.as_written({"goals": [self.written["goals"][position]]}))
        yield self.sentence(goal)
        yield f"Counted in: {goal.unit(self.scenario)}.\n"
        if isinstance(goal, Fairness):
            yield fenced("text", "\n".join(self.outcomes(goal)))
        elif not isinstance(goal, Shortfall):
            yield fenced("text", "\n".join(map(self.term, goal.goal_terms(self.programme))))

    def sentence(self, said: Agreement | Goal) -> str:
        """Say it as a reader sees it."""
        text = said.sentence(self.scenario)
        return f"> {text.render('en')}\n>\n> {text.render('nl')}\n"

    def rows(self, agreement: Agreement) -> Iterator[str]:
        """Give the rows of an agreement in the tiny region, or what it has instead."""
        found = [self.row(row) for row in agreement.requirements(self.programme)]
        if found:
            yield f"A shortfall is counted in {agreement.unit}. Its rows here:\n"
            yield fenced("text", "\n".join(found))
        else:
            reason = docstring(agreement.requirements).title.removeprefix("Give nothing: ")
            yield f"No rows: {reason}\n"

    def row(self, row: Requirement) -> str:
        """Write one row, with where and when it holds, and what it is missed by at most."""
        where = self.scenario.scope_text(row.scope).render("en")
        if row.choice is not None:
            where += f" (unless another is chosen; M is {row.choice.big_m})"
        sides = f"{self.total(row.left)} {row.sense} {self.total(row.right)}"
        return f"{where}:\n{wrapped(sides)}"

    def outcomes(self, goal: Fairness) -> Iterator[str]:
        """Write the outcomes of a goal of fairness."""
        for outcome in self.scenario.agreement(goal.agreement).outcomes(self.programme):
            where = self.scenario.scope_text(outcome.scope).render("en")
            fair = f"{outcome.weight} of {self.total(outcome.total)}"
            yield f"{where}:\n{wrapped(f'{self.total(outcome.assigned)} against {fair}')}"

    def term(self, deviation: GoalTerm) -> str:
        """Write one term of a goal that is a sum."""
        right = as_linear(deviation.right)
        apart = self.total(deviation.left)
        if right.terms or right.constant:
            apart += (
                f" - ({self.total(right)})" if len(right.terms) > 1 else f" - {self.total(right)}"
            )
        weight = "" if deviation.weight == 1 else f"{deviation.weight} * "
        if deviation.both_sides:
            size = f"|{apart}|"
        elif right.terms or right.constant or len(as_linear(deviation.left).terms) > 1:
            size = f"max(0, {apart})"
        else:
            size = apart
        label = f"{deviation.in_sum}: " if deviation.in_sum else ""
        return wrapped(f"{label}{weight}{size}")

    def total(self, side: object) -> str:
        """Write a sum of cells."""
        total = as_linear(side)
        said = [signed(part, self.names[unknown]) for unknown, part in total.terms.items()]
        if total.constant or not said:
            said.append(signed(total.constant))
        return " ".join(said).removeprefix(f"+{NO_BREAK}")

    def item(self, table: str, identifier: str) -> Any:
        """Find an example as it is written."""
        return next(item for item in self.written[table] if item["id"] == identifier)

    def as_written(self, part: Any) -> str:
        """Give a part of the examples in the style that they have."""
        stream = StringIO()
        self.yaml.dump(part, stream)
        return stream.getvalue()


def write(path: Path) -> None:
    """Write the page."""
    text = "\n".join(part.rstrip("\n") + "\n" for part in Page().parts() if part)
    path.write_text(text, encoding="utf-8")


WRITE = {"en": write}
"""What writes the page, by language."""


def kinds(union: Any) -> tuple[Any, ...]:
    """List the classes of an annotated union, also of one within another."""
    while not inspect.isclass(get_args(union)[0]):
        union = get_args(union)[0]
    return get_args(union)


def quantities() -> Iterator[str]:
    """Describe what a plan decides."""
    lines = ["| quantity | what | unit | per |", "|---|---|---|---|"]
    for quantity in QUANTITIES.values():
        axes = ", ".join(quantity.axes)
        meaning = in_cell(quantity.meaning)
        lines.append(f"| `{quantity.name}` | {meaning} | {quantity.unit} | {axes} |")
    yield "\n".join(lines)
    yield "All are whole numbers of at least zero; `hosts` is one (yes) or zero (no).\n"


def fields(noun: type[Noun], beyond: type[Noun] | None = None) -> str:
    """Write a noun's fields as a table, and those of the nouns in them."""
    items = docstring(noun).items
    inherited = set(beyond.model_fields) if beyond else set()
    own = [name for name in noun.model_fields if name not in inherited | {"kind"}]
    if not own:
        return ""
    lines = ["| field | meaning | default |", "|---|---|---|"]
    for name in own:
        field = noun.model_fields[name]
        default = (
            "required"
            if field.is_required()
            else shown(field.get_default(call_default_factory=True))
        )
        lines.append(f"| `{name}` | {items[name]} | {default} |")
    parts = ["\n".join(lines) + "\n"]
    inner: dict[type[Noun], list[str]] = {}
    for name in own:
        for held in nouns_in(noun.model_fields[name].annotation):
            inner.setdefault(held, []).append(f"`{name}`")
    for held, users in inner.items():
        parts += [f"{', '.join(users)}: {lowered(docstring(held).title)}.\n", fields(held)]
    return "\n".join(parts)


def nouns_in(annotation: Any) -> Iterator[type[Noun]]:
    """Find the nouns that a field holds, without what has a part of its own."""
    elsewhere = (Measure, Agreement)
    if inspect.isclass(annotation) and issubclass(annotation, Noun):
        yield from () if issubclass(annotation, elsewhere) else (annotation,)
    for inner in get_args(annotation):
        yield from nouns_in(inner)


def other_defaults(kind: type[Agreement]) -> Iterator[tuple[str, str]]:
    """List the fields of every agreement that have another default in one kind."""
    for name, field in Agreement.model_fields.items():
        own = kind.model_fields[name]
        if not own.is_required() and own.default != field.default:
            yield name, shown(own.default).strip("`")


def shown(default: Any) -> str:
    """Write a default as it would be written in YAML; nothing when there is none."""
    match default:
        case None | () | "" | Both("", ""):
            return ""
        case bool():
            return f"`{str(default).lower()}`"
        case tuple():
            return f"`[{', '.join(map(str, default))}]`"
        case Noun():
            inner = ", ".join(f"{key}: {value}" for key, value in default.model_dump().items())
            return f"`{{{inner}}}`" if inner else ""
        case dict():
            return ""
        case _:
            return f"`{default}`"


def names(programme: Programme[Any]) -> Iterator[tuple[tuple[str, Cell], str]]:
    """Name each cell by no more of its axes than tell it apart."""
    places = {m.code: m.name for m in programme.region.municipalities}
    for quantity, grid in programme.grids.items():
        cells = list(grid.cells)
        kept = list(range(len(grid.quantity.axes)))
        for axis in reversed(range(1, len(kept))):
            fewer = [at for at in kept if at != axis]
            if len({tuple(cell[at] for at in fewer) for cell in cells}) == len(cells):
                kept = fewer
        for cell in cells:
            steps = (places.get(str(cell[at]), str(cell[at])) for at in kept)
            yield (quantity, cell), f"{quantity}[{', '.join(steps)}]"


def signed(part: Fraction | int, name: str = "") -> str:
    """Write one term of a sum with its sign."""
    size = abs(part)
    number = str(size) if not name or size != 1 else ""
    return unbroken(f"{'-' if part < 0 else '+'} {' '.join(filter(None, (number, name)))}")


def unbroken(term: str) -> str:
    """Hold a term together where a line is broken."""
    return term.replace(" ", NO_BREAK)


def wrapped(line: str) -> str:
    """Break a long line between terms, and indent it."""
    lines = textwrap.wrap(
        line,
        WIDTH,
        initial_indent="    ",
        subsequent_indent="        ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(NO_BREAK, " ")


def fenced(language: str, text: str) -> str:
    """Put a text in a block."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def described(said: Docstring) -> str:
    """Give a docstring's title and text."""
    return "\n\n".join(filter(None, (said.title, said.text))) + "\n"


def lowered(title: str) -> str:
    """Make a title part of a sentence."""
    return (title[:1].lower() + title[1:]).removesuffix(".")
