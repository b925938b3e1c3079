"""Where a sandbox is, as text that a bot in a process of its own can be told."""

from functools import partial

from bot.clouds import CLOUDS
from bot.graph.credentials import Secret, Session
from bot.graph.tokens import MsalTokens
from bot.ops.microsoft import Microsoft
from bot.sandbox.server import Sandbox
from bot.teams.trust import Trust


def places_of(sandbox: Sandbox) -> dict[str, str]:
    return {
        "app_id": sandbox.app_id,
        "app_secret": sandbox.app_secret,
        "tenant_id": sandbox.tenant_id,
        "login": sandbox.login,
        "ca_file": str(sandbox.ca_file),
        "signing_keys": sandbox.teams.keys.metadata_url,
        "connector": sandbox.connector,
        "graph": sandbox.graph,
        "graph_scope": f"{sandbox.graph}/.default",
        "requesters": sandbox.tenant.groups["requesters"].id,
        "approvers": sandbox.tenant.groups["approvers"].id,
    }


def microsoft_at(places: dict[str, str]) -> Microsoft:
    cloud, credential = CLOUDS["global"], Secret(places["app_id"], places["app_secret"])
    authority = f"{places['login']}/{places['tenant_id']}"
    session = partial(Session, places["ca_file"], through_proxies=False)
    hosts = ("127.0.0.1", "localhost")
    return Microsoft(
        trust=Trust(
            places["app_id"], places["tenant_id"], cloud.bot_issuer, hosts, plain_http=True
        ),
        signing_keys=places["signing_keys"],
        service_url=places["connector"],
        graph=places["graph"],
        bot_tokens=MsalTokens(credential, authority, cloud.bot_scope, session),
        graph_tokens=MsalTokens(credential, authority, places["graph_scope"], session),
        apps=frozenset({places["app_id"]}),
        ca_file=None,
        through_proxies=False,
    )
