"""Answers the dialog in which a code is shown; no other answer ever has a code in it."""

from dataclasses import dataclass

from bot import messages
from bot.commands.actions import Received, ShowPass
from bot.domain.refusals import Refusal
from bot.domain.request import State
from bot.domain.revealing import is_open
from bot.domain.views import CodeView
from bot.service.revealing import Revealing
from bot.teams.answer import Answer, say_no
from bot.teams.heard import Heard
from bot.watching import REQUEST
from cards.reveal import reveal, shown_already

# In these the approver had the code rightly, whatever became of the pass after that.
HANDED_OVER = frozenset({State.ISSUED, State.USED, State.ENDED})


@dataclass(frozen=True, slots=True)
class RevealingDesk:
    revealing: Revealing

    async def show(self, heard: Heard, action: ShowPass, until: float) -> Answer:
        """The dialog, at the latest at `until` by the loop's clock. Raises DirectoryFailed."""
        REQUEST.set(action.request_id)
        match await self.revealing.show(heard.person_id, action.request_id, until):
            case CodeView() as view:
                return Answer(card=reveal(view))
            case Refusal() as refused:
                return say_no(refused)
            case request if is_open(request):
                return Answer(card=shown_already(request))
            case request:
                return Answer(text=messages.delivery(request))

    async def received(self, heard: Heard, action: Received) -> Answer:
        """The dialog closes, or says why the code must not be handed over."""
        REQUEST.set(action.request_id)
        request = await self.revealing.received(heard.person_id, action.request_id)
        if isinstance(request, Refusal):
            return say_no(request)
        return Answer(messages.delivery(request), closes=request.state in HANDED_OVER)
