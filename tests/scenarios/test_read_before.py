"""What was read before: a document read after others says what it says by itself."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.findings import InvalidScenario
from models.recollection import forget
from scenarios import library_scenario, scenario_from_json, to_json

WRITTEN = to_json(library_scenario("fictitious-region"))

VALUES: st.SearchStrategy[Any] = st.sampled_from(
    (0, 1, True, 1.0, "1", " 1", "ja", -1, 1e300, None, "", [], {}, "GM0001", "Arnhem", "2025")
)


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """Change one value somewhere, take it away, or give it twice."""
    document: Any = deepcopy(WRITTEN)
    holder, depth = document, draw(st.integers(1, 5))
    for _ in range(depth):
        steps = sorted(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not steps:
            break
        step = draw(st.sampled_from(steps))
        if isinstance(holder[step], dict | list) and depth > 1:
            holder = holder[step]
            continue
        match draw(st.sampled_from(("value", "gone", "twice"))):
            case "value":
                holder[step] = draw(VALUES)
            case "gone":
                del holder[step]
            case "twice" if isinstance(holder, dict):
                holder[f"{step} "] = holder[step]
            case _:
                holder.append(holder[step])
        break
    return dict(document)


def said(document: dict[str, Any]) -> object:
    try:
        return scenario_from_json(document)
    except InvalidScenario as wrong:
        return wrong.findings


def both(*documents: dict[str, Any]) -> list[tuple[object, object]]:
    """Give what each says when it is read after the others, and when it is read by itself."""
    forget()
    after = [said(document) for document in documents]
    alone = []
    for document in documents:
        forget()
        alone.append(said(document))
    return [*zip(after, alone, strict=True)]


@settings(max_examples=5, deadline=None)
@given(st.lists(changed(), min_size=1, max_size=2))
def test_what_was_read_before_changes_nothing(documents: list[dict[str, Any]]) -> None:
    for after, alone in both(WRITTEN, *documents, *documents):
        assert after == alone


def test_what_is_equal_for_python_is_told_apart() -> None:
    values = (1, True, 1.0, "1")
    documents = []
    for value in values:
        agreed, counted = deepcopy(WRITTEN), deepcopy(WRITTEN)
        agreed["agreements"][0] = {**agreed["agreements"][0], "at_least": value}
        counted["tables"]["municipalities"][0]["inhabitants"] = value
        documents += [agreed, counted]
    found = both(*documents)
    assert all(after == alone for after, alone in found)
    refused = [isinstance(after, tuple) for after, _ in found]
    assert any(refused)
    assert not all(refused)
