"""What the doctor examines: how the bot is set up here, and where Microsoft is."""

from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.domain.rules import Desk
from bot.identities import AppType, Identity
from bot.ops.microsoft import Microsoft, of_settings
from bot.ops.teams_app import Publisher

_MANAGED = {AppType.USER_ASSIGNED_MSI, AppType.SYSTEM_ASSIGNED_MSI}
_BOT_CERTIFICATE, _GRAPH_CERTIFICATE = "MicrosoftAppCertificateFile", "TAP_GRAPH_CERTIFICATE_FILE"


@dataclass(frozen=True, slots=True)
class Installation:
    """`login` is an address of Entra that answers everybody; `publisher` is None if not set."""

    microsoft: Microsoft
    login: str
    bot: Identity
    graph: Identity
    desk: Desk
    database: str
    publisher: Publisher | None

    @property
    def identities(self) -> dict[str, Identity]:
        """The identities by the setting of their certificate; one if Graph has none of its own."""
        if self.graph == self.bot:
            return {_BOT_CERTIFICATE: self.bot}
        return {_BOT_CERTIFICATE: self.bot, _GRAPH_CERTIFICATE: self.graph}

    @property
    def certificates(self) -> dict[str, tuple[Path, str | None]]:
        """File and passphrase of each certificate that is in use, by setting."""
        return {
            setting: (one.certificate, one.passphrase)
            for setting, one in self.identities.items()
            if one.certificate is not None and one.app_type is AppType.SINGLE_TENANT
        }

    @property
    def applications(self) -> dict[str, str]:
        """Application ids of the identities that have a registration, by the same settings."""
        return {
            setting: one.app_id
            for setting, one in self.identities.items()
            if one.app_id is not None and one.app_type not in _MANAGED
        }


def login_address(login: str, tenant_id: str) -> str:
    return f"{login}/{tenant_id}/v2.0/.well-known/openid-configuration"


def installation_of(settings: Settings) -> Installation:
    publisher = (
        Publisher(settings.organisation, settings.domain)
        if settings.organisation and settings.domain
        else None
    )
    return Installation(
        microsoft=of_settings(settings),
        login=login_address(settings.cloud.login, settings.tenant_id),
        bot=settings.bot,
        graph=settings.graph,
        desk=settings.desk(),
        database=settings.database,
        publisher=publisher,
    )
