"""What every click on a request has in common: it is a step, or a refusal that is written down."""

from dataclasses import dataclass

from bot.domain.refusals import AlreadyDecided, Refusal
from bot.domain.request import Request
from bot.ports import RequestStore, Step
from bot.service.asking import refuse
from bot.service.points import NOBODY, Point, Watch
from bot.service.views import Views


@dataclass(frozen=True, slots=True)
class Clicks:
    store: RequestStore
    views: Views
    watch: Watch = NOBODY

    async def change(
        self,
        clicker_id: str,
        request_id: str,
        step: Step,
        done: Point,
        *,
        heeds_pause: bool = False,
    ) -> Request | Refusal:
        """Take the step; `done` is reached with it."""
        changed = await self.store.change(request_id, step, heeds_pause=heeds_pause)
        if isinstance(changed, AlreadyDecided) and changed.by and changed.by.id == clicker_id:
            # A double click is no denied one: it is shown what came of the first.
            return await self.store.get(request_id) or changed
        if isinstance(changed, Refusal):
            return await self.refuse(clicker_id, request_id, changed)
        self.watch.reach(done)
        self.views.wake()
        return changed

    async def refuse(self, clicker_id: str, request_id: str, refusal: Refusal) -> Refusal:
        """The refusal, once it is in the audit."""
        return await refuse(self.store, clicker_id, refusal, request_id=request_id)
