"""The command `serve`: the service and its page, on this computer."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Where to listen; 127.0.0.1 for this computer only."),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="NUMBER", help="The port, 8000 if absent.")] = 8000,
) -> None:
    """Serve until stopped."""
    import uvicorn

    from api import create_app

    uvicorn.run(create_app(), host=host, port=port)
