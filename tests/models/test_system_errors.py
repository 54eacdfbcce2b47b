"""What the system refuses is said in both languages."""

from __future__ import annotations

import errno
import socket

import pytest

from models.system_errors import system_text


@pytest.mark.parametrize(
    ("number", "dutch", "english"),
    [
        (errno.ENOSPC, "er is geen ruimte meer", "No space left on device"),
        (errno.EACCES, "geen toestemming", "Permission denied"),
        (errno.ENOTBLK, "Block device required", "Block device required"),
    ],
)
def test_a_reason_of_the_system_has_both_languages(number: int, dutch: str, english: str) -> None:
    said = system_text(OSError(number, english))
    assert (said.render("nl"), said.render("en")) == (dutch, english)


def test_a_name_of_a_computer_that_is_not_found_is_no_error_number_of_files() -> None:
    said = system_text(socket.gaierror(errno.ENOENT, "Name or service not known"))
    assert said.render("nl") == "een computer met deze naam is niet te vinden"


def test_a_reason_without_words_is_called_by_its_kind() -> None:
    assert system_text(TimeoutError()).render("nl") == "TimeoutError"
