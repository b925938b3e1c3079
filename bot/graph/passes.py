"""A person's temporary access passes through Microsoft Graph: the port PassIssuer."""

from collections.abc import Callable
from datetime import UTC, timedelta

from bot.domain.terms import NewPass, Pass, Terms, Trace, Usability
from bot.graph.client import GraphClient
from bot.graph.errors import GraphError
from bot.graph.fields import Json, flag, minutes, moment, text
from bot.graph.questions import user_path
from bot.ports import NothingMade, Trouble, Unclear

_MINUTE = timedelta(minutes=1)
_USABILITIES: dict[object, Usability] = {one.value: one for one in Usability}


class GraphPasses:
    """`contradicted` is told when Graph's answer to a POST says that the policy has changed."""

    def __init__(
        self, client: GraphClient, contradicted: Callable[[], None] = lambda: None
    ) -> None:
        self._client = client
        self._contradicted = contradicted

    async def passes(self, target_id: str) -> tuple[Pass, ...]:
        return tuple(await self._client.pages(passes_path(target_id), read_pass))

    async def create(self, target_id: str, terms: Terms, call_id: str) -> NewPass:
        path, body = passes_path(target_id), _chosen(terms)
        try:
            new = await self._client.post(path, body, call_id, _read_new_pass)
        except GraphError as error:
            if error.trouble is Trouble.REFUSED:
                self._contradicted()
            outcome = NothingMade if error.made_nothing else Unclear
            raise outcome(error.trouble, error.reference, error.trace) from error
        if new.made.usability is Usability.DISABLED:
            self._contradicted()
        return new

    async def delete(self, target_id: str, pass_id: str) -> None:
        await self._client.delete(passes_path(target_id, pass_id))


def passes_path(target_id: str, *pass_id: str) -> str:
    return user_path(target_id, "authentication", "temporaryAccessPassMethods", *pass_id)


def _chosen(terms: Terms) -> Json:
    """Return only what was chosen: a field that is sent overrides the tenant's policy, or fails."""
    body: dict[str, object] = {}
    if terms.start is not None:
        body["startDateTime"] = f"{terms.start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if terms.lifetime is not None:
        body["lifetimeInMinutes"] = terms.lifetime // _MINUTE
    if terms.one_time is not None:
        body["isUsableOnce"] = terms.one_time
    return body


def read_pass(found: Json) -> Pass:
    return Pass(
        id=text(found, "id"),
        created=moment(found, "createdDateTime"),
        start=moment(found, "startDateTime"),
        lifetime=minutes(found, "lifetimeInMinutes"),
        one_time=flag(found, "isUsableOnce"),
        usability=_USABILITIES.get(found.get("methodUsabilityReason"), Usability.UNKNOWN),
    )


def _read_new_pass(made: Json, trace: Trace) -> NewPass:
    return NewPass(read_pass(made), code=text(made, "temporaryAccessPass"), trace=trace)
