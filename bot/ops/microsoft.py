"""Where Microsoft is, and how the bot signs in there: from the settings to what is wired."""

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.clouds import CLOUDS
from bot.config import Settings
from bot.graph.credentials import (
    EXCHANGE_AUDIENCE,
    EXCHANGE_AUDIENCE_US_GOVERNMENT,
    Certificate,
    Credential,
    Federated,
    ManagedIdentity,
    Secret,
    Session,
)
from bot.graph.tokens import MsalTokens
from bot.identities import AppType, Identity
from bot.teams.trust import Trust


@dataclass(frozen=True, slots=True)
class Microsoft:
    """Where Microsoft is, and how to sign in there.

    Production makes it from the settings; only the demo and tests make another. No environment
    variable changes an address in it except by the choice of cloud.
    """

    trust: Trust
    signing_keys: str
    service_url: str
    graph: str
    bot_tokens: MsalTokens
    graph_tokens: MsalTokens
    apps: frozenset[str]
    ca_file: str | None
    through_proxies: bool


def of_settings(settings: Settings) -> Microsoft:
    """Microsoft's real addresses, in the cloud that the settings name."""
    cloud, ca_file = settings.cloud, os.environ.get("SSL_CERT_FILE")
    authority = f"{cloud.login}/{settings.tenant_id}"
    hosts = cloud.service_hosts
    us_government = cloud is not CLOUDS["global"]
    open_session = partial(Session, ca_file)
    return Microsoft(
        trust=Trust(settings.app_id, settings.tenant_id, cloud.bot_issuer, hosts),
        signing_keys=cloud.bot_metadata,
        service_url=f"https://{hosts[0]}/teams/",
        graph=cloud.graph,
        bot_tokens=MsalTokens(
            credential(settings.bot, us_government=us_government),
            authority,
            cloud.bot_scope,
            open_session,
        ),
        graph_tokens=MsalTokens(
            credential(settings.graph, us_government=us_government),
            authority,
            cloud.graph_scope,
            open_session,
        ),
        apps=frozenset({settings.app_id, settings.graph_app_id or settings.app_id}),
        ca_file=ca_file,
        through_proxies=True,
    )


def credential(identity: Identity, *, us_government: bool) -> Credential:
    """What msal needs of the settings. They were checked when they were read."""
    match identity:
        case Identity(app_type=AppType.SYSTEM_ASSIGNED_MSI):
            return ManagedIdentity()
        case Identity(app_type=AppType.USER_ASSIGNED_MSI, app_id=app_id):
            return ManagedIdentity(app_id)
        case Identity(app_type=AppType.FEDERATED, app_id=str(app_id), federated_id=trusted):
            audience = EXCHANGE_AUDIENCE_US_GOVERNMENT if us_government else EXCHANGE_AUDIENCE
            return Federated(app_id, ManagedIdentity(trusted), audience)
        case Identity(app_id=str(app_id), certificate=Path() as file, passphrase=passphrase):
            return Certificate(app_id, file, passphrase)
        case Identity(app_id=str(app_id), secret=str(secret)):
            return Secret(app_id, secret)
    raise ValueError("an identity that the settings do not allow")
