"""botbuilder's CloudAdapter as its samples set it up, for a single tenant with a secret.

It cannot be told where the keys and the login are: set by configuration, either makes it refuse
everything. So its constants are changed, and msal takes the stand-in for one of Microsoft's hosts,
as it does the real one.
"""

# mypy: ignore-errors
# Its libraries are in an environment of their own, and ship no types.

from types import SimpleNamespace

import msal.authority
from aiohttp import web
from botbuilder.core import ActivityHandler, CardFactory, MessageFactory, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import AuthenticationConstants

from tests.bench.programs.given import HOST, Given, given


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
    constants = AuthenticationConstants
    constants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = places["signing_keys"]
    constants.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX = f"{places['login']}/"
    msal.authority.WELL_KNOWN_AUTHORITY_HOSTS |= {HOST}
    settings = SimpleNamespace(
        APP_ID=places["app_id"],
        APP_PASSWORD=places["app_secret"],
        APP_TENANTID=places["tenant_id"],
        APP_TYPE="SingleTenant",
    )
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(settings))
    bot = Helpful(told)

    async def handle(request: web.Request) -> web.Response:
        return await adapter.process(request, bot)

    app = web.Application()
    app.router.add_post("/api/messages", handle)
    web.run_app(app, host=HOST, port=told.port, access_log=None, print=None)


if __name__ == "__main__":
    main()
