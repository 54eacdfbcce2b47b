"""What OpenAPI says of what a client hands in to be stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.bodies import JSON
from api.described import REF, silence
from api.given import GivenRecord


def handed_in(
    kind: type[GivenRecord], said: str, example: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Document a request.

    Parameters
    ----------
    kind
        What it may hold.
    said
        What it is.
    example
        One that works whatever is stored, if there is any.
    """
    schema = kind.model_json_schema(ref_template=REF)
    silence(schema)
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["examples"] = {"example": {"summary": said, "value": example}}
    return {"requestBody": {"required": True, "description": said, "content": {JSON: content}}}
