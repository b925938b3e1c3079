import pytest

from bot.teams.refusal_log import MOST, RefusalLog
from bot.teams.trust import distrusted, malformed
from tests.patience import until

STRANGER = "192.0.2.7"


async def flooded(log: RefusalLog, caplog: pytest.LogCaptureFixture) -> None:
    """So many refusals in one breath that 50 are not written one by one, and the word of that."""
    for _ in range(MOST + 50):
        log.write(distrusted("no token"), STRANGER)
    await until(lambda: "more" in caplog.text)


async def test_a_flood_is_counted_where_it_is_not_written(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await flooded(RefusalLog(), caplog)

    *single, last = caplog.messages
    assert single == [f"refused status=401 reason='no token' seen='' remote='{STRANGER}'"] * MOST
    assert last == "refused reason='no token' more=50"


async def test_it_hides_no_refusal_of_another_kind(caplog: pytest.LogCaptureFixture) -> None:
    log = RefusalLog()
    for _ in range(MOST + 50):
        log.write(distrusted("no token"), STRANGER)

    log.write(malformed("not JSON"), STRANGER)

    assert "reason='not JSON'" in caplog.messages[-1]


async def test_after_it_refusals_are_written_again(caplog: pytest.LogCaptureFixture) -> None:
    log = RefusalLog()
    await flooded(log, caplog)

    log.write(distrusted("no token", "after"), STRANGER)

    assert "seen='after'" in caplog.messages[-1]
