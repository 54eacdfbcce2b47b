"""Whatever is posted, the service answers: never with a fault of its own, and never with 422."""

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.example import EXAMPLE, KEYS, PLAN
from api.schemas import ProblemShape

COMPARISON = "/v1/key-comparisons?preview=true&timeLimit=2"
PATHS = ("/v1/solve?preview=true&timeLimit=2", "/v1/check", "/v1/evaluate", COMPARISON)
quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=8)
    | st.sampled_from(["GM0202", "30%", "1.234", "-1", "2/0", "new_build", "1e400", "GM202"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def answered(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {200, 400}, answer.text
    if answer.status_code == 400:
        problem = ProblemShape.model_validate(answer.json())
        assert problem.errors
        assert all(error.detail for error in problem.errors)


@quick
@given(path=st.sampled_from(PATHS), body=st.binary(max_size=60))
def test_any_bytes(client: TestClient, path: str, body: bytes) -> None:
    answered(client, path, body)


@quick
@given(path=st.sampled_from(PATHS), value=values)
def test_any_json(client: TestClient, path: str, value: Any) -> None:
    answered(client, path, json.dumps(value).encode())


@quick
@given(
    path=st.sampled_from(PATHS),
    value=st.dictionaries(
        st.sampled_from(
            [
                "library",
                "overrides",
                "scenario",
                "plan",
                "keys",
                "agreement",
                "plans",
                "tables",
                "agreements",
                "extends",
                "id",
            ]
        ),
        values | st.sampled_from(["arnhem-nijmegen", EXAMPLE, PLAN, KEYS["keys"]]),
        max_size=4,
    ),
)
def test_the_known_keys_with_anything_in_them(
    client: TestClient, path: str, value: dict[str, Any]
) -> None:
    answered(client, path, json.dumps(value).encode())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [
        *([path] if path else []),
        *(place for key, inner in items for place in places(inner, (*path, key))),
    ]


BODIES = {"/v1/evaluate": {"scenario": EXAMPLE, "plan": PLAN}, COMPARISON: KEYS}


@quick
@given(data=st.data())
def test_a_good_request_with_a_few_things_changed(client: TestClient, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(PATHS))
    body = copy.deepcopy(BODIES.get(path, EXAMPLE))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(places(body)))
        inner: Any = body
        for step in way:
            inner = inner[step]
        change = data.draw(st.sampled_from(["replace", "drop", "double"]))
        if change == "replace":
            inner[last] = data.draw(values)
        elif change == "drop":
            del inner[last]
        elif isinstance(inner, list):
            inner.append(copy.deepcopy(inner[last]))
        if not places(body):
            break
    answered(client, path, json.dumps(body).encode())
