"""$batch: up to twenty calls in one, each sent to this sandbox again and answered by itself."""

import asyncio
import base64
import json
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, web

from bot.sandbox.graph.body import read_object
from bot.sandbox.graph.errors import unreadable
from bot.sandbox.graph.objects import Json
from bot.sandbox.graph.world import CALL, PART, Route, World, version

_MOST_STEPS = 20
_FAILED_DEPENDENCY = 424
_NO_ANSWER = 504


class Batch:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [Route("POST", "/$batch", self._answer, frozenset())]

    async def _answer(self, request: web.Request) -> web.Response:
        steps = _steps(await read_object(request))
        parts: dict[str, asyncio.Task[Json]] = {}
        async with ClientSession() as session:
            for step in steps:
                before = [parts[other] for other in _depends_on(step)]
                work = self._step(request, session, step, before)
                parts[step["id"]] = asyncio.create_task(work)
            # As at Microsoft's, the parts come in the order in which they are done.
            done = [await part for part in asyncio.as_completed(parts.values())]
        return web.json_response({"responses": done})

    async def _step(
        self,
        request: web.Request,
        session: ClientSession,
        step: Json,
        before: list[asyncio.Task[Json]],
    ) -> Json:
        for other in before:
            if (await other)["status"] >= 400:
                return _failed_dependency(step["id"])
        kept = {"Authorization": request.headers["Authorization"], PART: request[CALL].request_id}
        headers = {**step.get("headers", {}), **kept}
        body = json.dumps(step["body"]) if step.get("body") is not None else None
        url = self._url(request, step["url"])
        try:
            async with session.request(step["method"], url, data=body, headers=headers) as response:
                return await _part(step["id"], response)
        except ClientError:
            return _cut_off(step["id"])

    def _url(self, request: web.Request, url: str) -> str:
        if url.startswith(f"{self._world.address}/"):
            return url
        if not url.startswith("/"):
            raise unreadable(f"Invalid batch step URL: '{url}'.")
        return f"{self._world.address}/{version(request)}{url}"


def _steps(batch: Json) -> list[Json]:
    steps = batch.get("requests")
    if not isinstance(steps, list) or not steps or not all(_is_step(step) for step in steps):
        raise unreadable("Invalid batch payload format.")
    if len(steps) > _MOST_STEPS:
        raise unreadable(
            f"Number of batch request steps exceeds the maximum value of {_MOST_STEPS}."
        )
    ids = [step["id"].lower() for step in steps]
    if len(set(ids)) < len(ids):
        raise unreadable("Request Ids must be unique in a batch.")
    for position, step in enumerate(steps):
        if not {other.lower() for other in _depends_on(step)} <= set(ids[:position]):
            raise unreadable("A dependency must stand before the step that depends on it.")
    return steps


def _is_step(step: Any) -> bool:
    wanted = ("id", "method", "url")
    return isinstance(step, dict) and all(isinstance(step.get(name), str) for name in wanted)


def _depends_on(step: Json) -> list[str]:
    """Return the ids that the step waits for; Microsoft's own client writes `depends_on`."""
    return list(step.get("dependsOn") or step.get("depends_on") or [])


def _failed_dependency(step_id: str) -> Json:
    error = {"code": "FailedDependency", "message": "A request that this one depends on failed."}
    return {"id": step_id, "status": _FAILED_DEPENDENCY, "headers": {}, "body": {"error": error}}


def _cut_off(step_id: str) -> Json:
    error = {"code": "UnknownError", "message": ""}
    return {"id": step_id, "status": _NO_ANSWER, "headers": {}, "body": {"error": error}}


async def _part(step_id: str, response: ClientResponse) -> Json:
    raw = await response.read()
    kept = ("Content-Type", "Retry-After", "request-id", "client-request-id")
    headers = {name: response.headers[name] for name in kept if name in response.headers}
    part: Json = {"id": step_id, "status": response.status, "headers": headers}
    if not raw:
        return part
    try:
        return part | {"body": json.loads(raw)}
    except ValueError:
        return part | {"body": base64.b64encode(raw).decode()}
