"""The command, as ``woonsleutel`` and as ``python -m woonsleutel``."""

from __future__ import annotations


def main() -> None:
    """Run it."""
    from cli import main as command

    command()


if __name__ == "__main__":
    main()
