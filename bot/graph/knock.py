"""Is a service of Microsoft's there, and does its clock agree with ours? No token is needed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

# In seconds. A network that is slow is there all the same.
_PATIENCE = 15


@dataclass(frozen=True, slots=True)
class Knock:
    """`ahead` is how far the service's clock is ahead of ours; None if it did not tell."""

    error: str = ""
    ahead: timedelta | None = None

    @property
    def answered(self) -> bool:
        return not self.error


async def knock(http: httpx.AsyncClient, address: str) -> Knock:
    """Any answer will do, an error too."""
    asked = datetime.now(UTC)
    try:
        answer = await http.get(address, timeout=_PATIENCE)
    except httpx.HTTPError as error:
        return Knock(error=str(error) or type(error).__name__)
    # Halfway between question and answer is when the service looked at its clock, more or less.
    ours = asked + (datetime.now(UTC) - asked) / 2
    return Knock(ahead=_ahead(answer.headers.get("date", ""), ours))


def _ahead(date: str, ours: datetime) -> timedelta | None:
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return None
    return theirs - ours if theirs.tzinfo else None
