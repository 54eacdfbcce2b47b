"""What every page is made of: its style, scripts and icon, at addresses that name their content."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from pathlib import Path

STATIC = Path(__file__).parent / "static"

HTMX = Path(str(files("django_htmx"))) / "static" / "django_htmx" / "htmx-2.min.js"
"""The one script that is not ours, from the wheel that carries it."""

PARTS = {path.name: path for path in (*STATIC.iterdir(), HTMX)}

PRINTS = {name: sha256(path.read_bytes()).hexdigest()[:16] for name, path in PARTS.items()}
"""What tells the content of each from that of another release."""


def address_of(name: str) -> str:
    """Give where a part is: a browser that keeps what it found there is never out of date."""
    return f"/static/{PRINTS[name]}/{name}"
