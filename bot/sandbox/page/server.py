"""The page's web server: it answers this machine only, and tells what is new by events."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from bot.sandbox.page import shown
from bot.sandbox.page.acts import act
from bot.sandbox.page.files import FILES
from bot.sandbox.page.troubles import TROUBLES, Weather
from bot.sandbox.server import Sandbox, local_only
from bot.sandbox.teams.messages import Json

Audit = Callable[[], Awaitable[list[Json]]]

ROOM = "Help Desk"
IN_THE_ROOM = ("rita", "rob", "adam", "ada")
_LOCAL = "127.0.0.1"
_MOMENT = 0.25
_STOPS_WITHIN = 0.5
_LARGEST_BODY = 64 * 1024
_LONGEST_MOVE = timedelta(days=31)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Page:
    """`audit` returns the newest rows of the bot's audit, newest first."""

    def __init__(self, sandbox: Sandbox, audit: Audit, port: int = 0) -> None:
        self._sandbox = sandbox
        self._audit = audit
        self._port = port
        self._weather = Weather(sandbox.faults)
        self._open = True
        application = web.Application(
            middlewares=[local_only, _with_headers, _posts_of_the_page],
            client_max_size=_LARGEST_BODY,
        )
        application.add_routes(self._routes())
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=_STOPS_WITHIN)

    def _routes(self) -> list[web.RouteDef]:
        return [
            *(web.get(address, _file) for address in FILES),
            web.get("/people", self._people),
            web.get("/events", self._events),
            web.post("/people/{person}/{what}", self._act),
            web.post("/clock", self._move),
            web.post("/troubles", self._change_weather),
        ]

    async def __aenter__(self) -> str:
        """Serve, and hand out the address to open in a browser."""
        self._sandbox.teams.chats.group(ROOM, *IN_THE_ROOM)
        await self._runner.setup()
        await web.TCPSite(self._runner, _LOCAL, self._port).start()
        return f"http://{_LOCAL}:{self._runner.addresses[0][1]}/"

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open = False
        await self._runner.cleanup()

    async def _people(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {"people": shown.people(self._sandbox.tenant), "troubles": list(TROUBLES)}
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Tell all there is to see, and then whatever changes in it, by server-sent events."""
        keys = self._watched(request)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"} | _HEADERS)
        await stream.prepare(request)
        told: Json = {}
        while self._open and not _has_left(request):
            scene = await self._scene(keys)
            news = {name: part for name, part in scene.items() if told.get(name) != part}
            if news:
                await stream.write(f"data: {json.dumps(news)}\n\n".encode())
            told = scene
            # Calls and audit rows tell nobody of themselves, chats do.
            await self._sandbox.teams.chats.changed(_MOMENT)
        return stream

    def _watched(self, request: web.Request) -> list[str]:
        keys = request.query.getall("person", [])
        if not keys or not set(keys) <= self._sandbox.tenant.people.keys():
            raise web.HTTPBadRequest(text="No such person.")
        return keys

    async def _scene(self, keys: Sequence[str]) -> Json:
        tenant, teams = self._sandbox.tenant, self._sandbox.teams
        ahead = self._sandbox.clock.now() - datetime.now(UTC)
        return {
            "audit": shown.audit(tenant, await self._audit()),
            "calls": shown.calls(tenant, self._sandbox.calls),
            "ahead": round(ahead.total_seconds()),
            "troubles": sorted(self._weather.now),
            **{f"at {key}": shown.screen(tenant, teams.client(key)) for key in keys},
        }

    async def _act(self, request: web.Request) -> web.Response:
        key = request.match_info["person"]
        if key not in self._sandbox.tenant.people:
            raise web.HTTPNotFound(text="No such person.")
        asked = await _asked(request)
        try:
            toast = await act(self._sandbox.teams.client(key), request.match_info["what"], asked)
        except (LookupError, TypeError, ValueError) as problem:
            raise web.HTTPBadRequest(text=str(problem)) from problem
        return web.json_response({"toast": toast})

    async def _move(self, request: web.Request) -> web.Response:
        minutes = (await _asked(request)).get("minutes")
        if not isinstance(minutes, int) or not 0 < minutes <= _LONGEST_MOVE.total_seconds() // 60:
            raise web.HTTPBadRequest(text="Time goes forward, a month at most.")
        self._sandbox.clock.move(timedelta(minutes=minutes))
        return web.json_response({"toast": None})

    async def _change_weather(self, request: web.Request) -> web.Response:
        names = (await _asked(request)).get("names")
        if not isinstance(names, list) or not {str(name) for name in names} <= TROUBLES.keys():
            raise web.HTTPBadRequest(text="No such trouble.")
        self._weather.change(names)
        return web.json_response({"toast": None})


@web.middleware
async def _with_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    answer = await handler(request)
    if not answer.prepared:
        answer.headers.update(_HEADERS)
    return answer


@web.middleware
async def _posts_of_the_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let only the page itself do things: a browser names who asks, and asks first for JSON."""
    if request.method == hdrs.METH_POST:
        if request.headers.get(hdrs.ORIGIN) != f"http://{request.headers[hdrs.HOST]}":
            raise web.HTTPForbidden(text="This takes what its own page sends.")
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="This takes JSON.")
    return await handler(request)


async def _file(request: web.Request) -> web.FileResponse:
    return web.FileResponse(FILES[request.path])


async def _asked(request: web.Request) -> Json:
    try:
        asked = await request.json()
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise web.HTTPBadRequest(text="This takes an object.")
    return asked


def _has_left(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()
