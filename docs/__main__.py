"""Write the pages anew: ``python -m docs``, or only some: ``python -m docs README http-api``."""

from __future__ import annotations

import sys

from docs.pages import PAGES


def main() -> None:
    """Write every page that is asked for, and say so."""
    for path, write in PAGES.items():
        if path.stem in (sys.argv[1:] or [path.stem]):
            write(path)
            print(path.name)


if __name__ == "__main__":
    main()
