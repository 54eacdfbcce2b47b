"""What a workbook tells: sentences about what was found, and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.language import Language, Part, Percent, Text, Word, capital, rendered, word, year_spans
from optimiser.presentation.retold import retold
from optimiser.results.verdict import audited_text, kept_text
from optimiser.workbook.council import Council, council_of

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser.plans.evaluate_result import Evaluation
    from optimiser.presentation.columns import Records

Said = tuple["Text | Word", "Part | None"]
"""What stands in the explanation, under what it is called; nothing when there is none."""

ELSEWHERE = ("assumptions",)
"""Tables that have no sheet, because their rows stand in the explanation."""

TOGETHER = ("conflict", "fairness_steps")
"""Tables in which what is the same for several places and years stands once, with all of them."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a workbook tells.

    Parameters
    ----------
    scenario
        What it is about.
    said
        What stands in the explanation, each under what it is called.
    tables
        The tables with rows, the result first.
    council
        What its first page says.
    """

    scenario: Scenario
    said: tuple[tuple[Text | Word, Part], ...]
    tables: Mapping[str, Records]
    council: Council


def of_evaluation(evaluation: Evaluation, language: Language) -> Content:
    """Tell what a plan keeps and misses.

    Parameters
    ----------
    evaluation
        The plan held against its scenario.
    language
        Of titles, headers and sentences.

    Returns
    -------
    Content
        What a workbook tells.
    """
    said: list[Said] = [
        *((Text("outcome"), sentence) for sentence in evaluation.sentences()),
        *made_with(evaluation.provenance),
    ]
    audit = evaluation.audit
    told = (audited_text(audit), kept_text(audit, evaluation.scenario))
    sentences = [sentence.render(language) for sentence in told]
    tables = records_by_sheet(evaluation.as_record(language)["tables"])
    return workbook_content(evaluation.scenario, said, tables, language, sentences)


def of_record(scenario: Scenario, record: Mapping[str, Any], language: Language) -> Content:
    """Tell what came of a solve or an exploration: now, or when it was stored.

    Parameters
    ----------
    scenario
        What it is about.
    record
        What was found, as JSON has it; of an exploration with every row, since in a spreadsheet
        one can filter.
    language
        Of titles, headers and sentences; those that were stored stay as they were given.

    Returns
    -------
    Content
        What a workbook tells.
    """
    record = retold(scenario, record, language)
    tables = records_by_sheet(record["tables"])
    explored = "summary" not in record
    # What was stored before may be without.
    told = record.get("sentences", ()) if explored else record["summary"]
    sentences = [one[language] for one in told]
    came = explored_said(scenario, record, sentences) if explored else solved_said(record, language)
    said = [*came, *made_with(record["provenance"])]
    return workbook_content(scenario, said, tables, language, sentences)


def solved_said(record: Mapping[str, Any], language: Language) -> Iterator[Said]:
    """Say what came of a solve, and what was asked of it."""
    reason, options = record["infeasibility"], record["provenance"]["options"]
    yield Text("outcome"), record["statusText"]
    yield Text("preview"), given_option(options["preview"])
    if by := options.get("by"):
        yield Text("part by part"), Word(by)
    yield Text("time limit in seconds"), given_option(options["timeLimit"])
    yield Text("gap that is allowed"), given_option(options["gap"])
    for row in record["tables"].get("goals", ()):
        yield Text("whole dwellings"), row["explanation"] or None
    yield Text("why not"), reason["sentence"][language] if reason else None


def explored_said(
    scenario: Scenario, record: Mapping[str, Any], sentences: Sequence[str]
) -> Iterator[Said]:
    """Say what an exploration found, and what was asked of it, as far as it was."""
    for sentence in sentences:
        yield Text("found"), sentence
    for name, value in record["provenance"].get("options", {}).items():
        if value not in (None, "", [], {}):
            yield Word(name), told_option(scenario, name, value)


def workbook_content(
    scenario: Scenario,
    said: Sequence[Said],
    tables: Mapping[str, Records],
    language: Language,
    sentences: Sequence[str],
) -> Content:
    """Put what is always told around what was found."""
    years = scenario.horizon.years
    about: list[tuple[Text | Word, Part]] = [
        (Text("scenario"), scenario.name),
        (Text("description"), scenario.description),
        (Text("id"), scenario.id),
        (Text("horizon"), f"{years[0]}-{years[-1]}"),
    ]
    rests_on: list[tuple[Text | Word, Part]] = [
        (
            Text("assumption"),
            Text(
                "{table}, {column}: {source}",
                table=Word(source.table),
                column=scenario.figures_of(source.table, source.column),
                source=". ".join(
                    rendered(told, language) for told in (source.document, source.remark) if told
                ),
            ),
        )
        for source in scenario.sources
        if source.assumption == "yes"
    ]
    told = [(name, value) for name, value in said if value is not None]
    page = council_of(scenario, map(capital, sentences), tables, language)
    return Content(scenario, (*about, *told, *rests_on), tables, page)


def made_with(provenance: Mapping[str, Any]) -> Iterator[tuple[Text | Word, Part]]:
    """Say with which programmes, of which scenario."""
    solver = [f"HiGHS {provenance['highs']}"] if "highs" in provenance else []
    yield Text("programme"), ", ".join([f"Woonsleutel {provenance['woonsleutel']}", *solver])
    yield Text("scenario's fingerprint (SHA-256)"), str(provenance["scenarioHash"])


def told_option(scenario: Scenario, name: str, option: Any) -> Part | None:
    """Give an option in the reader's words, where it has some."""
    match name, option:
        case ("within" | "step", float()):
            return Percent(Fraction(str(option)))
        case "goals", list():
            return tuple(scenario.goal_sentence(goal) for goal in option)
        case "agreements", list():
            return tuple(scenario.agreement(one).name() for one in option)
        case _:
            return given_option(option)


def given_option(option: Any) -> Part | None:
    """Give an option as it was given."""
    match option:
        case None:
            return None
        case bool():
            return Text("yes" if option else "no")
        case dict():
            return tuple(f"{name}={value}" for name, value in option.items())
        case list() | tuple():
            return tuple(map(str, option))
        case int() | float():
            return f"{option:g}"
        case _:
            return str(option)


def records_by_sheet(tables: Mapping[str, Records]) -> dict[str, Records]:
    """Give what of all tables has a sheet, as it stands there."""
    return {
        name: merged_records(rows) if name in TOGETHER else rows
        for name, rows in tables.items()
        if name not in ELSEWHERE
    }


def merged_records(records: Records) -> Records:
    """Make one row of those that differ in their municipality, or their year, only."""
    rows: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in records:
        rest = tuple(value for column, value in row.items() if column not in (*PLACES, "year"))
        rows.setdefault(rest, []).append(row)
    return [{**own[0], **merged_places(own)} for own in rows.values()]


def merged_places(own: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give the places of rows, each once, and the years that all of them have or each its own."""
    found = {column: ", ".join(dict.fromkeys(row[column] for row in own)) for column in PLACES}
    if "year" not in own[0]:
        return found
    years: dict[str, list[int]] = {}
    for row in own:
        years.setdefault(row["name"], []).extend([row["year"]] if row["year"] else [])
    each = {name: year_spans(sorted(of)) for name, of in years.items()}
    if len(set(each.values())) == 1:
        return found | {"year": next(iter(each.values()))}
    named = ", ".join(f"{name} ({of})" if of else name for name, of in each.items())
    return found | {"name": named, "year": ""}


PLACES = ("municipality", "name")
"""Columns that say which municipality a row is about."""


def agreed_records(scenario: Scenario, language: Language) -> Records:
    """List what was agreed and wished."""
    agreements: list[tuple[str, Text, Text, bool, Part]] = [
        (one.id, one.name(), one.sentence(scenario), one.binding, one.source)
        for one in scenario.agreements
    ]
    goals = [(goal.id, Text("goal"), goal.sentence(scenario), False, "") for goal in scenario.goals]
    return [
        {
            "agreement": identifier,
            "title": rendered(title, language),
            "sentence": rendered(sentence, language),
            "binding": binding,
            "source": rendered(source, language),
        }
        for identifier, title, sentence, binding, source in (*agreements, *goals)
    ]


def source_records(scenario: Scenario, language: Language) -> Records:
    """List where the figures come from."""
    return [
        {
            "table": word(source.table, language),
            "column": rendered(scenario.figures_of(source.table, source.column), language),
            "source": rendered(source.document, language),
            "year": source.year,
            "assumption": source.assumption == "yes",
            "note": rendered(source.remark, language),
        }
        for source in scenario.sources
    ]
