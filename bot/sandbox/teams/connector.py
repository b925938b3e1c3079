"""The connector: the REST service through which a bot writes into people's chats.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.sandbox.teams.chats import Chat, Chats, Kind
from bot.sandbox.teams.messages import BOT, Json, Message
from bot.sandbox.tenant import Person, Tenant

MESSAGE_LIMIT = 100 * 1024
_CONVERSATION = "/teams/v3/conversations/{conversation}"
_ACTIVITY = _CONVERSATION + "/activities/{activity}"

Answer = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(slots=True)
class RefusalError(Exception):
    """An answer that is no success, in the form that the connector gives it."""

    status: HTTPStatus
    code: str
    message: str

    @property
    def response(self) -> web.Response:
        body = {"error": {"code": self.code, "message": self.message}}
        return web.json_response(body, status=self.status)


class Connector:
    """`verify` says whether a bearer token may speak for the bot."""

    def __init__(self, tenant: Tenant, chats: Chats, verify: Callable[[str], bool]) -> None:
        self._tenant = tenant
        self._chats = chats
        self._verify = verify

    def routes(self) -> list[web.RouteDef]:
        guarded = self._guarded
        return [
            web.post("/teams/v3/conversations", guarded(self._create)),
            web.post(f"{_CONVERSATION}/activities", guarded(self._send)),
            web.post(_ACTIVITY, guarded(self._send)),
            web.put(_ACTIVITY, guarded(self._update)),
            web.delete(_ACTIVITY, guarded(self._delete)),
            web.get(f"{_CONVERSATION}/members", guarded(self._members)),
            web.get(f"{_CONVERSATION}/pagedmembers", guarded(self._paged_members)),
            web.get(f"{_CONVERSATION}/members/{{member}}", guarded(self._member)),
        ]

    def _guarded(self, answer: Answer) -> Answer:
        async def guarded(request: web.Request) -> web.Response:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not self._verify(token):
                words = "Authorization has been denied for this request."
                return web.json_response({"message": words}, status=HTTPStatus.UNAUTHORIZED)
            try:
                return await answer(request)
            except RefusalError as refusal:
                return refusal.response

        return guarded

    async def _create(self, request: web.Request) -> web.Response:
        """Open a person's chat with the bot, which is the same each time, or a channel's thread."""
        asked = await _body(request)
        wanted = asked.get("channelData") or {}
        self._check_tenant(asked.get("tenantId") or asked.get("tenantID"), wanted.get("tenant"))
        chat = self._wanted_chat(asked, wanted.get("channel"))
        answer = {"id": chat.id}
        if activity := asked.get("activity"):
            message = self._post(chat, activity, None, targeted=False)
            answer["activityId"] = message.id
            answer["id"] = f"{chat.id};messageid={message.thread}" if message.thread else chat.id
        return web.json_response(answer, status=HTTPStatus.CREATED)

    def _check_tenant(self, named: str | None, in_channel_data: Json | None) -> None:
        if {named, (in_channel_data or {}).get("id")} - {None} != {self._tenant.id}:
            raise RefusalError(
                HTTPStatus.BAD_REQUEST, "BadSyntax", "Incorrect conversation creation"
            )

    def _wanted_chat(self, asked: Json, channel: Json | None) -> Chat:
        if channel is not None:
            return self._chat_with_bot(channel["id"])
        members = asked.get("members") or []
        person = self._chats.person_at(members[0]["id"]) if len(members) == 1 else None
        if person is None:
            raise RefusalError(
                HTTPStatus.BAD_REQUEST, "BadArgument", "Failed to decrypt pairwise id"
            )
        if not self._chats.bot_reaches(person.key):
            words = "The bot is not installed in user's personal scope"
            raise RefusalError(HTTPStatus.FORBIDDEN, "ForbiddenOperationException", words)
        return self._chats.personal(person.key)

    async def _send(self, request: web.Request) -> web.Response:
        conversation = request.match_info["conversation"]
        chat = self._chat_with_bot(conversation)
        activity = await _body(request)
        if activity.get("type") == "typing":
            return web.json_response({"id": self._chats.new_id()}, status=HTTPStatus.CREATED)
        thread = conversation.partition(";messageid=")[2] or None
        message = self._post(chat, activity, thread, targeted=_is_targeted(request))
        return web.json_response({"id": message.id}, status=HTTPStatus.CREATED)

    def _post(self, chat: Chat, activity: Json, thread: str | None, *, targeted: bool) -> Message:
        _check_message(activity)
        reader = self._reader(chat, activity) if targeted else None
        return self._chats.post(chat, BOT, activity, thread=thread, targeted_to=reader)

    def _reader(self, chat: Chat, activity: Json) -> str:
        person = self._chats.person_at((activity.get("recipient") or {}).get("id", ""))
        if chat.kind is Kind.PERSONAL or person is None or person.key not in chat.members:
            words = "Targeted messages need a recipient in a group chat or channel"
            raise RefusalError(HTTPStatus.BAD_REQUEST, "BadRequest", words)
        return person.key

    async def _update(self, request: web.Request) -> web.Response:
        chat, message = self._own_message(request)
        activity = await _body(request)
        _check_message(activity)
        self._chats.edit(chat, message, activity)
        return web.json_response({"id": message.id})

    async def _delete(self, request: web.Request) -> web.Response:
        self._chats.delete(*self._own_message(request))
        return web.Response()

    def _own_message(self, request: web.Request) -> tuple[Chat, Message]:
        chat = self._chat_with_bot(request.match_info["conversation"])
        message = chat.messages.get(request.match_info["activity"])
        if message is None or message.deleted:
            words = "The activity was not found in the conversation"
            raise RefusalError(HTTPStatus.NOT_FOUND, "ActivityNotFoundInConversation", words)
        if message.sender != BOT:
            words = "A bot can change its own messages only"
            raise RefusalError(HTTPStatus.FORBIDDEN, "ForbiddenOperationException", words)
        return chat, message

    async def _members(self, request: web.Request) -> web.Response:
        return web.json_response(self._roster(request))

    async def _paged_members(self, request: web.Request) -> web.Response:
        """Answer with one page; its continuation token is the number of members before the next."""
        roster = self._roster(request)
        start = int(request.query.get("continuationToken") or 0)
        end = start + int(request.query.get("pageSize") or 200)
        page: Json = {"members": roster[start:end]}
        if end < len(roster):
            page["continuationToken"] = str(end)
        return web.json_response(page)

    async def _member(self, request: web.Request) -> web.Response:
        asked = request.match_info["member"]
        found = [one for one in self._roster(request) if asked in {one["id"], one["objectId"]}]
        if not found:
            words = "The member was not found in the conversation"
            raise RefusalError(HTTPStatus.NOT_FOUND, "MemberNotFoundInConversation", words)
        return web.json_response(found[0])

    def _roster(self, request: web.Request) -> list[Json]:
        chat = self._chat_with_bot(request.match_info["conversation"])
        return [self._as_member(self._tenant.person(key)) for key in chat.members]

    def _as_member(self, person: Person) -> Json:
        given, _, surname = person.name.partition(" ")
        return {
            "id": self._chats.address_of(person),
            "name": person.name,
            "objectId": person.id,
            "aadObjectId": person.id,
            "givenName": given,
            "surname": surname,
            "email": person.mail,
            "userPrincipalName": person.user_principal_name,
            "tenantId": self._tenant.id,
            "userRole": person.user_type.replace("Member", "user").lower(),
        }

    def _chat_with_bot(self, conversation: str) -> Chat:
        chat = self._chats.find(conversation)
        if chat is None:
            raise RefusalError(
                HTTPStatus.NOT_FOUND, "ConversationNotFound", "Conversation not found."
            )
        if not (chat.installed or self._reaches_alone(chat)):
            words = "The bot is not part of the conversation roster."
            raise RefusalError(HTTPStatus.FORBIDDEN, "BotNotInConversationRoster", words)
        return chat

    def _reaches_alone(self, chat: Chat) -> bool:
        return chat.kind is Kind.PERSONAL and self._chats.bot_reaches(chat.members[0])


def _is_targeted(request: web.Request) -> bool:
    return request.query.get("isTargetedActivity", "").lower() == "true"


async def _body(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "BadSyntax", "Bad format of the body")
    return body


def _check_message(activity: Json) -> None:
    if not (activity.get("text") or activity.get("attachments")):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "BadSyntax", "Empty message")
    # Microsoft counts the characters as they lie in its store, two bytes each.
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le")) > MESSAGE_LIMIT:
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        raise RefusalError(status, "MessageSizeTooBig", "Message size too large.")
