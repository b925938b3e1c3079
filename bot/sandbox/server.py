"""The sandbox in one process: two ports of 127.0.0.1, one of them https for Entra's login."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from ssl import SSLContext
from types import TracebackType
from typing import Any, Self

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from bot.sandbox.cast import contoso, stable_id
from bot.sandbox.certificates import Authority
from bot.sandbox.clock import Clock
from bot.sandbox.faults import Faults
from bot.sandbox.graph.service import Graph
from bot.sandbox.graph.world import Call, World, round_trips
from bot.sandbox.login import Login, ManagedIdentity
from bot.sandbox.teams import Teams
from bot.sandbox.tenant import Application, Credential
from bot.sandbox.tokens import LIFETIME, Tokens

_LOCAL = "127.0.0.1"
_STOPS_WITHIN = 0.5
_SECRET_HOLDS = timedelta(days=180)


class Sandbox:
    """`entra` trusts certificates, `tokens` knows what was consented to; both may be changed."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._runners: list[web.AppRunner] = []
        self._authority = Authority()
        self.clock = Clock()
        self.faults = Faults()
        self.tenant = contoso(self.clock)
        self.tenant_id = self.tenant.id
        self.app_id = stable_id("bot")
        self.app_secret = "the-sandbox-opens-nothing"
        self.tokens = Tokens(self.tenant, self.app_id)
        self.entra = Login(self.tenant, self.tokens, self.app_secret)
        self.teams = Teams(self.tenant, self.clock, self.app_id)
        self.teams.verify = self.tokens.speaks_for_the_bot
        self.tenant.application.secrets.append(self._secret())
        self.ca_file = self._authority.ca_file
        self._world = World(self.tenant, self.app_id)
        self.address = self.login = ""

    @property
    def graph(self) -> str:
        return self.address

    @property
    def connector(self) -> str:
        return f"{self.address}/teams/"

    @property
    def calls(self) -> list[Call]:
        """Return the calls of Graph so far, oldest first; the list may be cleared."""
        return self._world.calls

    @property
    def round_trips(self) -> int:
        """Return how many calls of Graph were made one after the other, those at once as one."""
        return round_trips(self.calls)

    @property
    def page_size(self) -> int | None:
        """Return how many objects a page of Graph holds at most; None for Graph's own limits."""
        return self._world.page_size

    @page_size.setter
    def page_size(self, most: int | None) -> None:
        self._world.page_size = most

    def certify(self, lasts: timedelta = timedelta(days=365)) -> Path:
        """Give the bot a certificate in place of its secret; return the file with its key."""
        made = self._authority.for_application(lasts)
        self.entra.trust(made.public)
        now = self.clock.now()
        known = Credential(
            str(uuid.uuid4()), "CN=tap-bot", now, made.ends, thumbprint=made.thumbprint
        )
        self.tenant.application = Application(certificates=[known])
        return made.file

    def token(self, *, roles: Iterable[str] | None = None, lifetime: timedelta = LIFETIME) -> str:
        """Return a token for Graph, with the bot's permissions or with these."""
        return self.tokens.issue(self.graph, roles=roles, lifetime=lifetime)

    async def start(self) -> None:
        graph = Graph(self._world, self.tokens)
        identity = ManagedIdentity(self.tokens)
        routes = [*graph.routes(), *identity.routes(), *self.teams.routes()]
        doors = [local_only, graph.record, self.faults.middleware, graph.admit]
        port = await self._listen(routes, doors, self._port)
        self.address = f"http://{_LOCAL}:{port}"
        self._world.address = self.tokens.graph = self.address
        context = self._authority.server_context()
        doors = [local_only, _hang_up, self.faults.middleware]
        port = await self._listen(self.entra.routes(), doors, 0, context)
        self.login = self.entra.address = f"https://{_LOCAL}:{port}"
        self.tokens.issuer = f"{self.login}/{self.tenant_id}/v2.0"
        await self.teams.start(self.address)

    async def stop(self) -> None:
        await self.teams.stop()
        for runner in self._runners:
            await runner.cleanup()
        self._authority.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def _secret(self) -> Credential:
        now = self.clock.now()
        ends = now + _SECRET_HOLDS
        return Credential(str(uuid.uuid4()), "first secret", now, ends, hint=self.app_secret[:3])

    async def _listen(
        self,
        routes: Sequence[web.RouteDef],
        doors: Sequence[Middleware],
        port: int,
        context: SSLContext | None = None,
    ) -> int:
        """Serve the routes behind the doors, outermost first, and return the port."""
        application = web.Application(middlewares=doors)
        application.add_routes(routes)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=_STOPS_WITHIN)
        self._runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, _LOCAL, port, ssl_context=context).start()
        bound: int = runner.addresses[0][1]
        return bound


def describe(sandbox: Sandbox) -> dict[str, Any]:
    """Return what someone needs to try the sandbox out, as one line of JSON shows it."""
    return {
        "graph": sandbox.graph,
        "login": sandbox.login,
        "connector": sandbox.connector,
        "token": sandbox.token(),
        "tenant": sandbox.tenant_id,
        "app": {"id": sandbox.app_id, "secret": sandbox.app_secret},
        "ca": str(sandbox.ca_file),
        "groups": {key: group.id for key, group in sandbox.tenant.groups.items()},
        "people": {
            key: {"id": person.id, "userPrincipalName": person.user_principal_name}
            for key, person in sandbox.tenant.people.items()
        },
    }


@web.middleware
async def local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a web page elsewhere could make a browser on this machine send."""
    port = request.get_extra_info("sockname")[1]
    hosts = {f"{_LOCAL}:{port}", f"localhost:{port}"}
    origins = {f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts}
    origin = request.headers.get(hdrs.ORIGIN)
    if request.headers.get(hdrs.HOST) not in hosts or origin not in {None, *origins}:
        return web.Response(status=403, text="The sandbox answers this machine only.")
    return await handler(request)


@web.middleware
async def _hang_up(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Close the connection after the answer, as msal's session does not when it is left alone."""
    answer = await handler(request)
    answer.force_close()
    return answer
