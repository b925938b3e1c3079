"""JSON that a caller sent, read as strictly as Graph reads it."""

import json
from typing import Any

from aiohttp import web

from bot.sandbox.graph.errors import bad_request, unreadable


async def read_object(request: web.Request) -> dict[str, Any]:
    """Return the JSON object in the body; raise if it is none or not declared as JSON."""
    if "Content-Type" not in request.headers:
        raise unreadable(
            "Write requests (excluding DELETE) must contain the Content-Type header declaration."
        )
    try:
        parsed = json.loads(await request.read())
    except ValueError:
        parsed = None
    if request.content_type != "application/json" or not isinstance(parsed, dict):
        raise unreadable(
            "Unable to read JSON request payload. Please ensure Content-Type header is set and "
            "payload is of valid JSON format."
        )
    return parsed


async def read_ids(request: web.Request, name: str) -> list[str]:
    ids = (await read_object(request)).get(name)
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise bad_request(f"The parameter {name} is missing or is no collection of ids.")
    return [one.lower() for one in ids]
