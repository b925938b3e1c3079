"""microsoft-agents-hosting-aiohttp as its samples set it up.

It takes the address of the keys from a table of its own, which is changed here; msal takes the
stand-in for one of Microsoft's hosts, as it does the real one.
"""

# mypy: ignore-errors
# Its libraries are in an environment of their own.

import msal.authority
from aiohttp import web
from microsoft_agents.authentication.msal import MsalConnectionManager
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
from microsoft_agents.hosting.core import (
    ActivityHandler,
    AgentAuthConfiguration,
    CardFactory,
    MessageFactory,
    TurnContext,
)
from microsoft_agents.hosting.core.authorization import _entra_issuers

from tests.bench.programs.given import HOST, ISSUER, Given, given


class Helpful(ActivityHandler):
    def __init__(self, told: Given) -> None:
        self._card = told.card

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(
            MessageFactory.attachment(CardFactory.adaptive_card(self._card))
        )


def main() -> None:
    told = given()
    places = told.places
    keys = places["signing_keys"].removesuffix("openidconfiguration") + "keys"
    _entra_issuers.BOTFRAMEWORK_JWKS_URIS[ISSUER] = keys
    msal.authority.WELL_KNOWN_AUTHORITY_HOSTS |= {HOST}
    connection = AgentAuthConfiguration(
        client_id=places["app_id"],
        tenant_id=places["tenant_id"],
        client_secret=places["app_secret"],
        authority=f"{places['login']}/{places['tenant_id']}",
    )
    connections = MsalConnectionManager({"SERVICE_CONNECTION": connection})
    adapter = CloudAdapter(connection_manager=connections)
    agent = Helpful(told)

    async def handle(request: web.Request) -> web.Response:
        return await adapter.process(request, agent)

    app = web.Application(middlewares=[jwt_authorization_middleware])
    app["agent_configuration"] = connections.get_default_connection_configuration()
    app.router.add_post("/api/messages", handle)
    web.run_app(app, host=HOST, port=told.port, access_log=None, print=None)


if __name__ == "__main__":
    main()
