"""Methods: what a path answers besides what it is for, and what it says that it answers."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api import Settings, create_app

JOB = f"/v1/dossiers/{'0' * 32}/jobs/{'0' * 32}"


@pytest.fixture(scope="module")
def idle() -> TestClient:
    """Give a service that was not started: no request here takes work."""
    return TestClient(create_app(Settings(workers=1, database="off")))


@pytest.mark.parametrize("path", ["/v1/health/live", "/v1/openapi.json"])
def test_head_is_answered_as_get_is_without_the_body(idle: TestClient, path: str) -> None:
    whole, head = idle.get(path), idle.head(path)
    assert head.status_code == whole.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(whole.content))
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    assert head.headers["API-Version"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", JOB, "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("DELETE", "/v1/health/live", "GET, HEAD, OPTIONS"),
        ("HEAD", "/v1/check", "OPTIONS, POST"),
    ],
)
def test_what_is_not_possible_says_all_that_is(
    idle: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = idle.request(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    options = idle.options(path)
    assert (options.status_code, options.headers["Allow"]) == (204, allowed)


def test_other_sites_may_read_the_document_and_nothing_else(idle: TestClient) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "accept-language",
    }
    allowed = idle.options("/v1/openapi.json", headers=asked)
    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in allowed.headers["Access-Control-Allow-Methods"]
    assert "Accept-Language" in allowed.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in idle.options(JOB, headers=asked).headers


def test_there_is_nothing_where_there_is_no_path(idle: TestClient) -> None:
    for method in ("HEAD", "OPTIONS"):
        assert idle.request(method, "/v1/nothing").status_code == 404
