"""What most use cases do first and last: look up who asks, and write down why they are refused."""

from bot.domain.audit import Event, Happened
from bot.domain.refusals import Refusal
from bot.domain.survey import Known
from bot.ports import Directory, RequestStore


async def known(directory: Directory, person_id: str) -> Known:
    """What the directory says of one person. Raises DirectoryFailed."""
    return (await directory.survey((person_id,), ())).people[person_id]


async def refuse(
    store: RequestStore,
    person_id: str,
    refusal: Refusal,
    *,
    target: str | None = None,
    request_id: str | None = None,
) -> Refusal:
    """The refusal, once it is in the audit."""
    facts = {"refusal": type(refusal).__name__}
    await store.record(Event(Happened.REFUSED, person_id, target, request_id, facts))
    return refusal
