"""What is refused stands in the log, and a flood of it does not fill the disk."""

import asyncio
import logging
from collections import Counter

from bot.teams.trust import Refused

_LOG = logging.getLogger(__name__)
# Refusals for one reason that are written one by one in a second.
MOST = 100
_SECOND = 1.0
_MAX_SHOWN = 200


class RefusalLog:
    """A line for each refusal; in a flood, how many more there were for the same reason.

    So a flood of one kind does not hide a refusal of another.
    """

    def __init__(self) -> None:
        # How often in this second for each reason, of which there are few.
        self._lately: Counter[str] = Counter()

    def write(self, refusal: Refused, remote: str | None) -> None:
        """`remote` is the address of whoever was refused."""
        if not self._lately:
            asyncio.get_running_loop().call_later(_SECOND, self._begin_anew)
        self._lately[refusal.reason] += 1
        if self._lately[refusal.reason] <= MOST:
            # Escaped as ASCII, what a stranger sent can neither break the line nor turn its
            # direction.
            _LOG.warning(
                "refused status=%d reason=%a seen=%a remote=%a",
                refusal.status,
                refusal.reason,
                refusal.seen[:_MAX_SHOWN],
                remote,
            )

    def _begin_anew(self) -> None:
        for reason, number in self._lately.items():
            if number > MOST:
                _LOG.warning("refused reason=%a more=%d", reason, number - MOST)
        self._lately.clear()
