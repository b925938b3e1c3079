"""One botbuilder turn per activity, over our own connector and behind our own ingress.

Teams sends an activity again when its answer takes 15 seconds, so only invokes, whose answer is
the body, are awaited. All other turns are accepted at once and go on in the background.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from botbuilder.core import Bot, InvokeResponse, TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.core.serializer_helper import serializer_helper
from botbuilder.schema import Activity, ActivityTypes
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from msrest.serialization import Model

from bot.messages.language import ENGLISH, speaking
from bot.service.patience import ended
from bot.teams.connector import Connector
from bot.teams.heard import language_of_reader
from bot.teams.ingress import Answer
from bot.teams.reading import activity_of
from bot.teams.trust import RawActivity
from bot.teams.turn_client import Authentication, Connectors

_LOG = logging.getLogger(__name__)
_CARD_ACTION = "adaptiveCard/action"
_TEXT_ANSWER = "application/vnd.microsoft.activity.message"


class TeamsAdapter(CloudAdapterBase):
    """`process` trusts its caller: Ingress has verified the activity, its tenant included.

    `sorry` makes, from a reference, the sentence for a person whose turn failed.
    """

    def __init__(
        self,
        connector: Connector,
        app_id: str,
        tenant_id: str,
        sorry: Callable[[str], str],
        max_turns: int = 200,
    ) -> None:
        factory = Connectors(connector)
        super().__init__(Authentication(factory))
        self.on_turn_error = self._on_failure
        self._tenant_id = tenant_id
        self._sorry = sorry
        self._max_turns = max_turns
        self._turns: set[asyncio.Task[Answer]] = set()
        self._invokes: set[asyncio.Task[Answer]] = set()
        self._recognised = AuthenticateRequestResult()
        self._recognised.connector_factory = factory
        self._recognised.claims_identity = self.create_claims_identity(app_id)

    async def process(self, raw: RawActivity, bot: Bot) -> Answer:
        activity = self._activity(raw)
        if activity is None:
            return Answer(HTTPStatus.BAD_REQUEST)
        is_invoke = activity.type == ActivityTypes.invoke
        # Clicks are counted apart, so that a flood of messages stops no approver.
        at_once = self._invokes if is_invoke else self._turns
        if len(at_once) >= self._max_turns:
            _LOG.error("too many turns at once: turns=%d", self._max_turns)
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE)
        turn = asyncio.create_task(self._turn(activity, bot))
        at_once.add(turn)
        turn.add_done_callback(at_once.discard)
        return await asyncio.shield(turn) if is_invoke else Answer(HTTPStatus.ACCEPTED)

    async def drain(self, patience: timedelta = timedelta(seconds=20)) -> None:
        """Wait for the turns that run; those that outlast `patience` are cancelled."""
        if late := await ended(self._turns | self._invokes, patience):
            _LOG.error("turns cancelled: turns=%d", len(late))

    def _activity(self, raw: RawActivity) -> Activity | None:
        """Return None where botbuilder cannot read it, or nobody could be answered."""
        try:
            activity = activity_of(raw)
        except ValueError:
            activity = None
        if activity is None or not (activity.conversation and activity.conversation.id):
            _LOG.warning("refused status=%d reason='unreadable activity'", HTTPStatus.BAD_REQUEST)
            return None
        # The model knows "tenantID" only, and Teams sends "tenantId".
        activity.conversation.tenant_id = self._tenant_id
        return activity

    async def _turn(self, activity: Activity, bot: Bot) -> Answer:
        response = await self.process_activity(self._recognised, activity, bot.on_turn)
        if response is None:
            return Answer(HTTPStatus.ACCEPTED)
        is_model = isinstance(response.body, Model)
        body = serializer_helper(response.body) if is_model else response.body
        return Answer(response.status, body)

    async def _on_failure(self, context: TurnContext, error: Exception) -> None:
        reference = secrets.token_hex(4)
        activity = context.activity
        kind, name = activity.type, activity.name
        _LOG.error(
            "turn failed reference=%s type=%a name=%a", reference, kind, name, exc_info=error
        )
        with speaking(language_of_reader(activity, ENGLISH)):
            if kind == ActivityTypes.invoke:
                await _answer(context, _failed(name, self._sorry(reference)))
            elif kind == ActivityTypes.message:
                await self._apologise(context, reference)

    async def _apologise(self, context: TurnContext, reference: str) -> None:
        try:
            await context.send_activity(self._sorry(reference))
        except Exception as error:  # noqa: BLE001 - whatever it is, the failure itself is logged
            _LOG.warning("no apology reference=%s error=%a", reference, error)


async def _answer(context: TurnContext, response: InvokeResponse) -> None:
    await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))


def _failed(invoke_name: str | None, sentence: str) -> InvokeResponse:
    # Teams shows the person the words of a card's answer, and of no other invoke's.
    if invoke_name != _CARD_ACTION:
        return InvokeResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)
    body = {"statusCode": HTTPStatus.OK, "type": _TEXT_ANSWER, "value": sentence}
    return InvokeResponse(status=HTTPStatus.OK, body=body)
