"""The OpenAPI document is valid, keeps the NL API Design Rules, and its examples are true."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI
from pydantic import BaseModel
from starlette.testclient import TestClient

from api import Settings, create_app, dossier_shapes, schemas

Document = dict[str, Any]

SHAPES: dict[str, type[BaseModel]] = {
    name: shape
    for name, shape in (vars(schemas) | vars(dossier_shapes)).items()
    if isinstance(shape, type) and issubclass(shape, BaseModel)
}
"""What the document calls the shapes of answers."""


OTHER_KINDS = {
    "getJobEvents": {"text/event-stream"},
    "getAttachmentContent": {"application/octet-stream"},
}
"""What gives no JSON."""


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def everything(value: Any) -> Iterator[Document]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from everything(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from everything(inner)


def test_it_is_openapi_3_1(document: Document) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPI.model_validate(document)


def test_every_reference_points_at_something(document: Document) -> None:
    references = {part["$ref"] for part in everything(document) if "$ref" in part}
    assert references
    for reference in references:
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_every_schema_is_referred_to(document: Document) -> None:
    references = {part["$ref"] for part in everything(document) if "$ref" in part}
    for name in document["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in references


def test_what_may_be_left_out_is_not_demanded(document: Document) -> None:
    """An area without a sort was shown by the service and refused by its own description."""
    for name, schema in document["components"]["schemas"].items():
        fields = schema.get("properties", {})
        absent = {key for key, field in fields.items() if field.get("default", "") is None}
        assert not absent & {*schema.get("required", ())}, name


def test_the_address_the_version_and_the_contact_are_there(document: Document) -> None:
    assert [server["url"] for server in document["servers"]] == ["/v1"]
    assert re.fullmatch(r"1\.\d+\.\d+", document["info"]["version"])
    assert {"name", "url", "email"} <= document["info"]["contact"].keys()


def test_they_can_be_set() -> None:
    settings = Settings(
        url="https://wonen.example", contact_name="Team Wonen", contact_email="w@wonen.example"
    )
    found = create_app(settings).openapi()
    assert found["servers"] == [{"url": "https://wonen.example/v1"}]
    assert found["info"]["contact"]["name"] == "Team Wonen"


def test_paths_are_kebab_case_and_query_keys_camel_case(document: Document) -> None:
    for path, _, operation in operations(document):
        for segment in path.removeprefix("/").split("/"):
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|\{\w+\}", segment)
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                assert re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)*", parameter["name"])


def test_every_call_is_documented_with_its_problems_and_headers(document: Document) -> None:
    for _, method, operation in operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert operation["operationId"].startswith(method)
        assert "422" not in operation["responses"]
        assert "500" in operation["responses"]
        for status, response in operation["responses"].items():
            assert "API-Version" in response["headers"]
            found = {
                "200": {"application/json"},
                "201": {"application/json"},
                "202": {"application/json"},
                "204": set(),
                "304": set(),
            }
            kinds = found.get(status, {"application/problem+json"})
            if status == "200":
                kinds = OTHER_KINDS.get(operation["operationId"], kinds)
            assert response.get("content", {}).keys() == kinds
            assert ("Retry-After" in response["headers"]) == (status == "503")
        asked = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert ("If-None-Match" in asked) == ("304" in operation["responses"])
        assert "If-Match" not in asked or "412" in operation["responses"]


def test_what_can_be_asked_wrongly_says_so_and_every_problem_says_what_it_is(
    document: Document,
) -> None:
    """As the ruleset of the NL API Design Rules has it: 400, and RFC 9457 with its members."""
    for path, method, operation in operations(document):
        assert not path.endswith("/")
        assert method in {"get", "put", "post", "patch", "delete"}
        assert "400" in operation["responses"] or not operation.get("parameters")
        for status, response in operation["responses"].items():
            if status[0] in "45":
                [content] = response["content"].values()
                name = content["schema"]["$ref"].rpartition("/")[2]
                problem = document["components"]["schemas"][name]
                assert {"status", "title", "detail"} <= problem["properties"].keys()
    assert not any(server["url"].startswith("http://") for server in document["servers"])


def test_nothing_of_the_framework_shows(document: Document) -> None:
    assert not {"HTTPValidationError", "ValidationError"} & document["components"]["schemas"].keys()
    for schema in document["components"]["schemas"].values():
        assert "Parameters\n-----" not in schema.get("description", "")


@pytest.mark.parametrize("preview", [True, pytest.param(False, marks=pytest.mark.long)])
def test_every_example_works_when_it_is_posted_back(
    client: TestClient, document: Document, preview: bool
) -> None:
    posted = 0
    for path, method, operation in operations(document):
        body = operation.get("requestBody", {"content": {}})
        named = {each["name"] for each in operation.get("parameters", ())}
        query = {"preview": preview} if "preview" in named else {}
        for media_type, content in body["content"].items():
            for name, example in content.get("examples", {}).items():
                answer = client.request(
                    method,
                    document["servers"][0]["url"] + path,
                    params=query,
                    json=example["value"],
                    headers={"Content-Type": media_type},
                )
                assert answer.status_code in (200, 201, 202), (path, name, answer.text)
                assert answer.json().get("status", "optimal") in ("optimal", "feasible", "waiting")
                described = operation["responses"][str(answer.status_code)]["content"]
                shape = described["application/json"]["schema"]["$ref"].rpartition("/")[2]
                SHAPES[shape].model_validate(answer.json())
                if answer.status_code in (201, 202):
                    assert client.delete(answer.headers["Location"]).status_code == 204
                posted += 1
    assert posted == 15


def test_what_may_be_one_word_is_described_as_one_word_too(document: Document) -> None:
    """Clients that are generated from the document send and read scenarios by it."""
    described = document["components"]["schemas"]
    for shape, field in [
        ("Share", "each"),
        ("Share", "where"),
        ("FairShare", "each"),
        ("Pace", "each"),
        ("Pool", "segments"),
        ("Pool", "forms"),
        ("Measure", "segments"),
    ]:
        kinds = [one.get("type") for one in described[shape]["properties"][field]["anyOf"]]
        assert {"string", "array"} <= set(kinds), (shape, field)
    assert "Condition" not in described


def test_every_documented_problem_example_has_the_status_it_stands_under(
    document: Document,
) -> None:
    for _, _, operation in operations(document):
        for status, response in operation["responses"].items():
            problems = response.get("content", {}).get("application/problem+json", {})
            for example in problems.get("examples", {}).values():
                assert str(example["value"]["status"]) == status
