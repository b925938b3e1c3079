"""microsoft-teams-apps as its samples set it up; its `cloud` is told where the stand-ins are.

msal takes the stand-in for one of Microsoft's hosts, as it does the real one.
"""

# mypy: ignore-errors
# Its libraries are in an environment of their own.

import asyncio

import msal.authority
from microsoft_teams.api import MessageActivity
from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides
from microsoft_teams.apps import ActivityContext, App
from microsoft_teams.cards import AdaptiveCard

from tests.bench.programs.given import HOST, given


def main() -> None:
    told = given()
    places = told.places
    msal.authority.WELL_KNOWN_AUTHORITY_HOSTS |= {HOST}
    app = App(
        client_id=places["app_id"],
        client_secret=places["app_secret"],
        tenant_id=places["tenant_id"],
        service_url=places["connector"],
        cloud=with_overrides(
            PUBLIC, login_endpoint=places["login"], openid_metadata_url=places["signing_keys"]
        ),
    )
    card = AdaptiveCard.model_validate(told.card)

    @app.on_message
    async def help_them(context: ActivityContext[MessageActivity]) -> None:
        await context.send(card)

    asyncio.run(app.start(told.port))


if __name__ == "__main__":
    main()
