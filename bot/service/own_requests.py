"""What somebody may look up of requests that are their business: theirs, or theirs to decide."""

from dataclasses import dataclass

from bot.domain import checks
from bot.domain.refusals import NoSuchRequest
from bot.domain.request import Request, State
from bot.domain.survey import Known
from bot.ports import Directory, RequestStore
from bot.service.asking import known

STATUS_ROWS = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, oldest first: for this person's decision, and of what they asked."""

    to_decide: tuple[Request, ...]
    own: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class OwnRequests:
    """To others a request does not exist. Every method raises DirectoryFailed."""

    directory: Directory
    store: RequestStore

    async def latest(self, person_id: str) -> tuple[Request, ...]:
        """What this person asked last, newest first."""
        return await self.store.latest(person_id, STATUS_ROWS)

    async def one(self, person_id: str, request_id: str) -> Request | NoSuchRequest:
        """For its requester, and for those who may approve it."""
        request = await self.store.get(request_id)
        if request is None or not await self._concerns(person_id, request):
            return NoSuchRequest()
        return request

    async def pending(self, person_id: str) -> Waiting:
        who = await known(self.directory, person_id)
        waiting = await self.store.in_states({State.PENDING})
        return Waiting(
            tuple(each for each in waiting if _can_decide(each, person_id, who)),
            tuple(each for each in waiting if each.requester.id == person_id),
        )

    async def _concerns(self, person_id: str, request: Request) -> bool:
        if request.requester.id == person_id:
            return True
        who = await known(self.directory, person_id)
        return checks.decider(request, person_id, who) is not None


def _can_decide(request: Request, person_id: str, who: Known) -> bool:
    concerned = {request.requester.id, request.target.id, *(one.by.id for one in request.approvals)}
    return person_id not in concerned and checks.decider(request, person_id, who) is not None
