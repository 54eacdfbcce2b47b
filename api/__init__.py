"""The HTTP service."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from api.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the service, to be run by any ASGI server (``uvicorn --factory api:create_app``).

    Parameters
    ----------
    settings
        Without them they are read from the environment (`Settings.from_environment`).

    Returns
    -------
    FastAPI
        The service; its processes start with it.

    Raises
    ------
    ValueError
        If a setting in the environment cannot be used; names the variable.
    """
    # Its address is written by us, so nothing needs checking that FastAPI would check it with.
    logging.getLogger("fastapi").addFilter(lambda record: "email-validator" not in record.msg)
    # A worker process imports this package too, and needs nothing of the web.
    from api.service import service

    return service(settings or Settings.from_environment())
