"""The command, run in this process as often as is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from unittest.mock import patch

from typer.main import get_command
from typer.testing import CliRunner, Result

from cli.app import app

once = cache(get_command)
"""Makes all commands, which the runner would do anew each time: in a twentieth of a second."""


def invoked(arguments: Sequence[str], environment: Mapping[str, str], **settings: Any) -> Result:
    """Run the command with some arguments, and give what it printed and how it ended."""
    with patch("typer.testing._get_command", once):
        runner = CliRunner(env=environment)
        return runner.invoke(app, arguments, prog_name="woonsleutel", **settings)
