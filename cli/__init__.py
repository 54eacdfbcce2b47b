"""The woonsleutel command: scenarios and plans in, tables out, thin over the Python packages."""

from __future__ import annotations


def main() -> None:
    """Run the command with the arguments of this process, and end the process."""
    from cli.app import app

    app()
