"""The target's manager confirms a request, or says no. To others it is unknown."""

from dataclasses import dataclass
from functools import partial

from bot.domain import confirming
from bot.domain.demands import Verify
from bot.domain.people import Person
from bot.domain.refusals import NoSuchRequest, Refusal
from bot.domain.request import Request
from bot.domain.survey import Candidate
from bot.ports import Directory
from bot.service.clicks import Clicks
from bot.service.points import Point


@dataclass(frozen=True, slots=True)
class Confirming:
    """Every method raises DirectoryFailed."""

    directory: Directory
    clicks: Clicks

    async def confirm(self, clicker_id: str, request_id: str) -> Request | Refusal:
        """From now on approvers can approve it."""
        manager = await self._manager(clicker_id, request_id)
        if isinstance(manager, Refusal):
            return await self.clicks.refuse(clicker_id, request_id, manager)
        step = partial(confirming.confirm, by=manager)
        return await self.clicks.change(clicker_id, request_id, step, Point.CONFIRMED)

    async def contradict(self, clicker_id: str, request_id: str) -> Request | Refusal:
        """Which ends the request."""
        manager = await self._manager(clicker_id, request_id)
        if isinstance(manager, Refusal):
            return await self.clicks.refuse(clicker_id, request_id, manager)
        step = partial(confirming.contradict, by=manager)
        return await self.clicks.change(clicker_id, request_id, step, Point.DENIED)

    async def _manager(self, clicker_id: str, request_id: str) -> Person | NoSuchRequest:
        """The clicker, if they were asked as the target's manager and still are it."""
        request = await self.clicks.store.get(request_id)
        if request is None or not _was_asked(request, clicker_id):
            return NoSuchRequest()
        survey = await self.directory.survey((), (request.target.id,))
        match survey.targets:
            case (Candidate(manager=manager),) if manager and manager.in_good_standing:
                return manager.person if manager.person.id == clicker_id else NoSuchRequest()
        return NoSuchRequest()


def _was_asked(request: Request, person_id: str) -> bool:
    manager, demands = request.brief.manager, request.brief.demands
    return demands.verify is Verify.MANAGER and manager is not None and manager.id == person_id
