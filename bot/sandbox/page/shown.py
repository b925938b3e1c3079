"""What the page shows, as JSON: people and their chats, Graph's calls, and the audit."""

import re
from collections.abc import Iterable, Sequence

from bot.sandbox.graph.world import Call
from bot.sandbox.teams import BOT, Chat, Client, Kind, Message
from bot.sandbox.teams.messages import Json
from bot.sandbox.tenant import Tenant

MOST_ROWS = 100
_OBJECT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def people(tenant: Tenant) -> list[Json]:
    """Everybody of the tenant, as a list to pick from."""
    return [
        {
            "key": one.key,
            "id": one.id,
            "name": one.name,
            "does": _does(tenant, one.id),
        }
        for one in tenant.people.values()
    ]


def _does(tenant: Tenant, person_id: str) -> str:
    """Say what the person mostly does with the bot."""
    keys = {group.key for group in tenant.groups_of(person_id)}
    if "approvers" in keys:
        return "approver"
    return "requester" if "requesters" in keys else ""


def screen(tenant: Tenant, client: Client) -> Json:
    """What one person sees in Teams."""
    seen = client.messages
    rooms = [one for one in client.chats if client.key in one.members and one != client.chat]
    return {
        "chats": [_chat(tenant, client.key, chat, seen) for chat in (client.chat, *rooms)],
        "dialog": {"id": one.id, "card": one.card} if (one := client.dialog) else None,
    }


def _chat(tenant: Tenant, reader: str, chat: Chat, seen: Iterable[Message]) -> Json:
    return {
        "id": chat.id,
        "name": chat.name or "TAP",
        "personal": chat.kind is Kind.PERSONAL,
        "installed": chat.installed,
        "messages": [_message(tenant, reader, one) for one in seen if one.conversation == chat.id],
    }


def _message(tenant: Tenant, reader: str, message: Message) -> Json:
    return {
        "id": message.id,
        "from": "TAP" if message.sender == BOT else tenant.person(message.sender).name,
        "mine": message.sender == reader,
        "at": message.sent_at.isoformat(),
        "text": message.text,
        "card": message.card,
        "edited": message.edited,
        "deleted": message.deleted,
        "private": message.targeted_to is not None,
    }


def calls(tenant: Tenant, made: Sequence[Call]) -> list[Json]:
    """Graph's latest calls, the newest first."""
    return [
        {
            "id": call.request_id,
            "method": call.method,
            "path": named(tenant, call.path),
            "status": call.status,
            "body": call.body,
        }
        for call in reversed(made[-MOST_ROWS:])
    ]


def audit(tenant: Tenant, rows: Iterable[Json]) -> list[Json]:
    """Rows of the audit, with people's names in place of their ids."""
    return [
        {name: named(tenant, value) if isinstance(value, str) else value for name, value in row}
        for row in (row.items() for row in rows)
    ]


def named(tenant: Tenant, text: str) -> str:
    """The text with names in place of the ids of people and groups."""

    def name(found: re.Match[str]) -> str:
        known = tenant.by_id(found[0]) or tenant.group_by_id(found[0])
        return known.name if known else found[0]

    return _OBJECT_ID.sub(name, text)
