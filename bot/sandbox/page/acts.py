"""What a person does on the page, done through that person's Teams client."""

from bot.sandbox.teams import Answer, Chat, Client, ClientRefusalError, Kind, Message
from bot.sandbox.teams.messages import Json

_FORM = "form"
_DEAF = "The bot hears nothing here: install the app first."


async def act(client: Client, what: str, asked: Json) -> str | None:
    """Do it, and return the words that Teams shows in passing, if any.

    Raise LookupError, TypeError or ValueError for what no page of ours sends.
    """
    try:
        answer = await _act(client, what, asked)
    except ClientRefusalError as refusal:
        return str(refusal)
    if answer is None:
        return None
    return answer.toast if answer.status else _DEAF


async def _act(client: Client, what: str, asked: Json) -> Answer | None:
    match what:
        case "install":
            return await client.install(_chat(client, asked))
        case "uninstall":
            return await client.uninstall(_chat(client, asked))
        case "say":
            chat = _chat(client, asked)
            in_a_room = chat.kind is not Kind.PERSONAL
            return await client.say(str(asked["text"]), chat, mention=in_a_room)
        case "form":
            return await client.open_dialog(_FORM, _chat(client, asked))
        case "close":
            if client.dialog and client.dialog.id == asked["dialog"]:
                client.dialog = None
            return None
        case _:
            return await _click(client, what, asked)


async def _click(client: Client, what: str, asked: Json) -> Answer:
    title, inputs = str(asked["title"]), dict(asked["inputs"])
    match what:
        case "dialog":
            return await client.submit_dialog(title, **inputs)
        case "execute":
            return await client.click(_message(client, asked), title, **inputs)
        case "submit":
            return await client.submit(_message(client, asked), title, **inputs)
        case _:
            raise LookupError(f"nobody can {what}")


def _chat(client: Client, asked: Json) -> Chat:
    chat = client.chats.find(str(asked["chat"]))
    if chat is None:
        raise LookupError("no such chat")
    return chat


def _message(client: Client, asked: Json) -> Message:
    found = (one for one in client.messages if one.id == asked["message"])
    return next(found, None) or _no_such_message()


def _no_such_message() -> Message:
    raise LookupError("no such message")
