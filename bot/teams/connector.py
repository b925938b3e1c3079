"""The Bot Framework's connector over one aiohttp session: the only way from the bot to Teams.

Turns and the notifier both write through it. What may safely happen twice is repeated a few
times; a new activity or an update only when it surely was not taken.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.ports import TokenSource
from bot.watching import Observe, Timed, unobserved

_METHODS = {"open": "POST", "send": "POST", "update": "PUT", "delete": "DELETE"}
_PAUSES = (timedelta(milliseconds=500), timedelta(seconds=1))
_LONGEST_WAIT = timedelta(seconds=5)

# ConnectorError               Teams did not do it
# ├── Unreachable              the person has no app, or the conversation is gone
# ├── ActivityGone             the activity that was to change is not there
# └── ConnectorUnavailable     Teams cannot do it now; whether it did is unknown
#     ├── NotConnected         nothing was sent
#     └── Throttled            too many calls; nothing was done


class ConnectorError(Exception):
    """`status` is 0 where no answer came; `reason` is Teams' own word, "" if it gave none."""

    def __init__(self, status: int, reason: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(f"{status} {reason}".strip())
        self.status = status
        self.reason = reason
        self.retry_after = retry_after


class Unreachable(ConnectorError):  # noqa: N818 - it says what the person is
    pass


class ActivityGone(ConnectorError):  # noqa: N818 - it says what happened
    pass


class ConnectorUnavailable(ConnectorError):  # noqa: N818 - it says how Teams is
    pass


class NotConnected(ConnectorUnavailable):
    pass


class Throttled(ConnectorUnavailable):
    pass


class Connector:
    """`timeout` is for one attempt, and `sleep` passes the seconds before the next one.

    Every method raises ConnectorError, and what `tokens` raises.
    Source: Bot Framework, "REST API reference", conversation operations.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: TokenSource,
        timeout: timedelta = timedelta(seconds=10),
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        observe: Observe = unobserved,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._timeout = aiohttp.ClientTimeout(total=timeout.total_seconds())
        self._sleep = sleep
        self._observe = observe

    async def create_personal(
        self, service_url: str, person_id: str, tenant_id: str, bot_id: str
    ) -> str:
        """Return the id of the person's own chat with the bot; the same one every time.

        `person_id` is an object id in Entra or Teams' own id, `bot_id` is Teams' ("28:…").
        """
        body = {
            "isGroup": False,
            "bot": {"id": bot_id},
            "members": [{"id": person_id}],
            "tenantId": tenant_id,
            "channelData": {"tenant": {"id": tenant_id}},
        }
        answer = await self._call("open", _address(service_url), body, may_repeat=True)
        if not (conversation_id := _id_in(answer)):
            raise ConnectorError(HTTPStatus.OK, "no conversation id")
        return conversation_id

    async def send(self, service_url: str, conversation_id: str, activity: dict[str, Any]) -> str:
        """Return the new activity's id, "" if Teams does not say.

        A `replyToId` is followed, and of a targeted recipient Teams hears in the address as well.
        """
        path = [conversation_id, "activities"]
        if reply_to := activity.get("replyToId"):
            path.append(reply_to)
        address = _address(service_url, *path) + _target_of(activity)
        return _id_in(await self._call("send", address, activity, may_repeat=False))

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: dict[str, Any]
    ) -> None:
        address = _address(service_url, conversation_id, "activities", activity_id)
        # Whoever knows that a lost update may still arrive can show the truth once more.
        await self._call("update", address, activity, may_repeat=False)

    async def delete(self, service_url: str, conversation_id: str, activity_id: str) -> None:
        address = _address(service_url, conversation_id, "activities", activity_id)
        await self._call("delete", address, None, may_repeat=True)

    async def _call(
        self, what: str, address: str, body: dict[str, Any] | None, *, may_repeat: bool
    ) -> dict[str, Any]:
        for pause in _PAUSES:
            try:
                return await self._attempt(what, address, body)
            except ConnectorUnavailable as error:
                # A lost answer to a new activity may hide that it was posted.
                is_safe = may_repeat or isinstance(error, NotConnected | Throttled)
                wait = error.retry_after or pause
                if not is_safe or wait > _LONGEST_WAIT:
                    raise
            await self._sleep(wait.total_seconds())
        return await self._attempt(what, address, body)

    async def _attempt(
        self, what: str, address: str, body: dict[str, Any] | None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {await self._tokens.token()}"}
        try:
            with Timed(self._observe, what) as timed:
                async with self._session.request(
                    _METHODS[what],
                    address,
                    json=body,
                    headers=headers,
                    timeout=self._timeout,
                    allow_redirects=False,
                ) as response:
                    said = await response.read()
                    timed.status = response.status
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotConnected(0, type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectorUnavailable(0, type(error).__name__) from error
        answer = _object_in(said)
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise _error(what, response, answer or {})
        if answer is None and said.strip():
            # It is some gateway's page, and says nothing about what Teams has done.
            raise ConnectorUnavailable(response.status, "not JSON")
        return answer or {}


def _address(service_url: str, *path: str) -> str:
    parts = (service_url.rstrip("/"), "v3/conversations", *(quote(part, safe="") for part in path))
    return "/".join(parts)


def _target_of(activity: dict[str, Any]) -> str:
    # Without this, everybody in the conversation would see what is meant for one of them.
    match activity:
        case {"recipient": {"isTargeted": True}}:
            return "?isTargetedActivity=true"
    return ""


def _object_in(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object, None where there is none: gateways answer in HTML."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _id_in(answer: dict[str, Any]) -> str:
    match answer:
        case {"id": str(found)}:
            return found
    return ""


def _error(what: str, response: aiohttp.ClientResponse, answer: dict[str, Any]) -> ConnectorError:
    reason = _reason_in(answer)
    kind = _kind(what, response.status, reason)
    return kind(response.status, reason, _retry_after_in(response))


def _kind(what: str, status: int, reason: str) -> type[ConnectorError]:
    is_change = what in {"update", "delete"}
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Throttled
        case HTTPStatus.NOT_FOUND if is_change and reason != "ConversationNotFound":
            return ActivityGone
        case HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND:
            return Unreachable
        case HTTPStatus.REQUEST_TIMEOUT | HTTPStatus.PRECONDITION_FAILED:
            return ConnectorUnavailable
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return ConnectorUnavailable
    return ConnectorError


def _reason_in(answer: dict[str, Any]) -> str:
    match answer:
        case {"error": {"code": str(reason)}}:
            return reason
    return ""


def _retry_after_in(response: aiohttp.ClientResponse) -> timedelta | None:
    # Teams sends seconds; a date, or a number without sense, is as good as nothing.
    seconds = response.headers.get("Retry-After", "")
    is_sensible = seconds.isdecimal() and len(seconds) < len("100000")
    return timedelta(seconds=int(seconds)) if is_sensible else None
