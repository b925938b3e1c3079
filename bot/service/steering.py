"""What approvers decide for the whole desk: where requests are shown, whether passes are made."""

from dataclasses import dataclass

from bot.domain import checks
from bot.domain.audit import Event, Happened
from bot.domain.people import Person
from bot.domain.refusals import NotApprover, NotPaused, Paused, Refusal
from bot.domain.rules import Desk, Standing
from bot.ports import Conversation, Directory, RequestStore
from bot.service.asking import known, refuse
from bot.service.views import Views


@dataclass(frozen=True, slots=True)
class Steering:
    """Every method raises DirectoryFailed."""

    directory: Directory
    store: RequestStore
    views: Views
    desk: Desk

    async def standing(self, person_id: str) -> Standing:
        """What this person may do."""
        return checks.standing(self.desk, await known(self.directory, person_id))

    async def paused(self) -> Paused | None:
        return await self.store.paused()

    async def set_room(self, person_id: str, room: Conversation) -> Refusal | None:
        """Make this conversation the one where requests are shown."""
        if await self._approver(person_id) is None:
            return await refuse(self.store, person_id, NotApprover())
        event = Event(Happened.ROOM_SET, person_id, facts={"conversation": room.id})
        await self.store.set_room(room, event)
        return None

    async def pause(self, person_id: str) -> Refusal | None:
        """Stop every issue at once."""
        approver = await self._approver(person_id)
        if approver is None:
            return await refuse(self.store, person_id, NotApprover())
        return await self.store.pause(approver.name, Event(Happened.PAUSED, person_id))

    async def resume(self, person_id: str) -> Refusal | None:
        """Let passes be made again."""
        if await self._approver(person_id) is None:
            return await refuse(self.store, person_id, NotApprover())
        if not await self.store.resume(Event(Happened.RESUMED, person_id)):
            return await refuse(self.store, person_id, NotPaused())
        self.views.wake()
        return None

    async def _approver(self, person_id: str) -> Person | None:
        who = await known(self.directory, person_id)
        may = checks.is_approver(self.desk, who)
        return who.account.person if who.account and may else None
