"""Write the generated pages anew: ``python -m docs``."""

from __future__ import annotations

from docs.pages import PAGES


def main() -> None:
    """Write every page, and say so."""
    for path, write in PAGES.items():
        write(path)
        print(path.name)


if __name__ == "__main__":
    main()
