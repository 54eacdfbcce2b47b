"""A reader gets Dutch, unless English was asked for."""

import pytest
from starlette.testclient import TestClient

from models.accepted_language import accepted


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("nl-NL, en;q=0.8", "nl"),
        ("en;q=0.2, nl;q=0.7", "nl"),
        ("fr, en;q=0.5", "en"),
        ("fr", "nl"),
        ("*", "nl"),
        ("nl;q=0, en", "en"),
        ("EN", "en"),
        ("en;q=often", "nl"),
        ("en;q=nan", "nl"),
        (";;,,=", "nl"),
    ],
)
def test_the_preferred_language_wins(header: str, language: str) -> None:
    assert accepted(header) == language


def test_the_query_goes_before_the_header(client: TestClient) -> None:
    english = {"Accept-Language": "en"}
    for query, headers, language in (
        ("", {}, "nl"),
        ("", english, "en"),
        ("?language=nl", english, "nl"),
        ("?language=en", {}, "en"),
    ):
        answer = client.post(f"/v1/check{query}", json={}, headers=headers)
        assert answer.headers["Content-Language"] == language
        assert "Accept-Language" in answer.headers["Vary"]
        for error in answer.json()["errors"]:
            assert error["detail"] == error["text"][language]
