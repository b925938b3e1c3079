"""Microsoft's clouds that have temporary access passes, and their addresses.

Sources: Microsoft Graph, "National cloud deployments"; Bot Framework, "Configure bots for US
Government"; Teams, "Send proactive messages" (service addresses). China has no passes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cloud:
    """`graph` and `login` are base addresses, `bot_audience` is whom connector tokens are for."""

    graph: str
    login: str
    bot_audience: str
    bot_issuer: str
    bot_metadata: str
    service_hosts: tuple[str, ...]

    @property
    def graph_scope(self) -> str:
        return f"{self.graph}/.default"

    @property
    def bot_scope(self) -> str:
        return f"{self.bot_audience}/.default"


def _us_government(graph: str, service_host: str) -> Cloud:
    return Cloud(
        graph=graph,
        login="https://login.microsoftonline.us",
        bot_audience="https://api.botframework.us",
        bot_issuer="https://api.botframework.us",
        bot_metadata="https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        service_hosts=(service_host,),
    )


CLOUDS: dict[str, Cloud] = {
    "global": Cloud(
        graph="https://graph.microsoft.com",
        login="https://login.microsoftonline.com",
        bot_audience="https://api.botframework.com",
        bot_issuer="https://api.botframework.com",
        bot_metadata="https://login.botframework.com/v1/.well-known/openidconfiguration",
        service_hosts=("smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"),
    ),
    "gcc-high": _us_government("https://graph.microsoft.us", "smba.infra.gov.teams.microsoft.us"),
    "dod": _us_government("https://dod-graph.microsoft.us", "smba.infra.dod.teams.microsoft.us"),
}
