"""Settings come from the environment, and what cannot be used is named."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import Settings, create_app
from api.settings import UnfitSetting

CONTACT = "Contact: mailto:veilig@wonen.example\nExpires: 2030-01-01T00:00:00Z\n"


def test_without_an_environment_the_defaults_hold() -> None:
    assert Settings.from_environment({}) == Settings()


def test_each_setting_has_a_variable() -> None:
    environment = {
        "WOONSLEUTEL_WORKERS": "3",
        "WOONSLEUTEL_QUEUE": "0",
        "WOONSLEUTEL_TIME_LIMIT": "12.5",
        "WOONSLEUTEL_BODY_BYTES": "1000",
        "WOONSLEUTEL_URL": "https://wonen.example",
        "WOONSLEUTEL_CONTACT_NAME": "Team Wonen",
        "ELSEWHERE": "ignored",
    }
    settings = Settings.from_environment(environment)
    assert settings == Settings(
        workers=3,
        queue=0,
        time_limit=12.5,
        body_bytes=1000,
        url="https://wonen.example",
        contact_name="Team Wonen",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "many"),
        ("WORKERS", "0"),
        ("WORKERS", "1.5"),
        ("QUEUE", "-1"),
        ("TIME_LIMIT", "inf"),
        ("TIME_LIMIT", "nan"),
        ("TIME_LIMIT", "0"),
        ("BODY_BYTES", "-3"),
        ("URL", "https://wonen.example/"),
        ("URL", "ftp://wonen.example"),
        ("URL", "wonen.example"),
        ("OIDC_ISSUER", "https:"),
        ("CONTACT_URL", "javascript:alert(1)"),
        ("SECURITY_TXT", "no/such/file"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^WOONSLEUTEL_{name}: "):
        Settings.from_environment({f"WOONSLEUTEL_{name}": value})


def test_a_mistyped_setting_is_told_in_the_readers_language() -> None:
    with pytest.raises(UnfitSetting) as mistyped:
        Settings.from_environment({"WOONSLEUTEL_WORKRS": "3"})
    assert mistyped.value.text.render("nl") == (
        "WOONSLEUTEL_WORKRS: deze instelling bestaat niet. Is WOONSLEUTEL_WORKERS bedoeld?"
    )


def test_a_key_for_a_server_of_somebody_else_is_nothing_to_a_service() -> None:
    environment = {"WOONSLEUTEL_KEY": "x", "WOONSLEUTEL_KEY_FILE": "/run/key"}
    assert Settings.from_environment(environment) == Settings()


def test_the_security_contact_is_served_when_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "security.txt"
    file.write_text(CONTACT)
    client = TestClient(create_app(Settings(security_txt=str(file))))
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == 200
    assert answer.text == CONTACT
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_security_contact_without_an_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "security.txt"
    file.write_text(CONTACT.splitlines()[0])
    with pytest.raises(ValueError, match="Expires"):
        Settings(security_txt=str(file))


def test_a_mistyped_setting_is_told() -> None:
    with pytest.raises(ValueError, match=r"^WOONSLEUTEL_TIMELIMIT: .*WOONSLEUTEL_TIME_LIMIT"):
        Settings.from_environment({"WOONSLEUTEL_TIMELIMIT": "5"})
