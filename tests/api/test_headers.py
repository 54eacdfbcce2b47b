"""What stands in the headers of every answer, whether it is an answer or a problem."""

import pytest
from starlette.testclient import TestClient

from api import Settings, create_app
from api.example import EXAMPLE

CALLS = [
    ("GET", "/v1/health/live", 200),
    ("GET", "/v1/health/ready", 200),
    ("GET", "/v1/openapi.json", 200),
    ("GET", "/v1/scenarios", 200),
    ("GET", "/v1/scenarios/arnhem-nijmegen", 200),
    ("GET", "/v1/scenarios/atlantis", 404),
    ("GET", "/v1/nothing", 404),
    ("GET", "/", 404),
    ("DELETE", "/v1/scenarios", 405),
    ("GET", "/v1/solve", 405),
    ("POST", "/v1/solve", 415),
    ("GET", "/v1/scenarios?Language=nl", 400),
]


@pytest.mark.parametrize(("method", "path", "status"), CALLS)
def test_every_answer_has_the_version_and_the_security_headers(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["API-Version"].split(".")[0] == "1"
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    wanted = "application/json" if status == 200 else "application/problem+json"
    assert answer.headers["Content-Type"].split(";")[0] == wanted


def test_the_openapi_document_may_be_read_by_any_web_page_and_nothing_else(
    client: TestClient,
) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    document = client.get("/v1/openapi.json", headers=origin)
    assert document.headers["Access-Control-Allow-Origin"] == "*"
    other = client.get("/v1/scenarios", headers=origin)
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.parametrize("path", ["/v1/scenarios/", "/v1/solve/", "/v1/health/live/"])
def test_a_path_with_a_slash_at_its_end_does_not_exist(client: TestClient, path: str) -> None:
    assert client.get(path, follow_redirects=False).status_code == 404
    assert client.post(path, json={}, follow_redirects=False).status_code == 404


def test_another_method_says_which_one_is_possible(client: TestClient) -> None:
    assert client.get("/v1/solve").headers["Allow"] == "OPTIONS, POST"
    assert client.post("/v1/scenarios").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_solve_gives_its_timings_in_a_header_and_not_in_the_body(client: TestClient) -> None:
    answer = client.post("/v1/solve", json=EXAMPLE)
    phases = {part.split(";")[0].strip() for part in answer.headers["Server-Timing"].split(",")}
    assert phases >= {"queue", "read", "solve", "solver", "write"}
    assert "seconds" not in answer.text


def test_a_failure_of_ours_says_nothing_of_how_we_work_and_stands_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = create_app(Settings(workers=1))

    @app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError("the secret of our house")

    answer = TestClient(app).get("/v1/broken")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.json()["status"] == 500
    assert "secret" not in answer.text
    assert "RuntimeError" not in answer.text
    named = answer.json()["detail"].rstrip(".").split()[-1]
    (line,) = (one for one in caplog.records if one.name == "woonsleutel.api")
    assert line.getMessage().startswith(f"{named}: ")
    assert line.exc_info


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*;q=0.1", 200),
        ("text/html, */*;q=0.5", 200),
        ("application/problem+json, application/json", 200),
        ("text/html", 406),
        ("text/html, application/json;q=0", 406),
        ("image/*", 406),
    ],
)
def test_who_takes_nothing_that_is_given_is_told(
    client: TestClient, accept: str, status: int
) -> None:
    answer = client.get("/v1/scenarios", headers={"Accept": accept})
    assert answer.status_code == status
    if status == 406:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "application/json" in answer.json()["detail"]
