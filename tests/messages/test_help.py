"""What help and welcome tell people to type is understood."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.commands.command import Misread, RequestPass
from bot.commands.grammar import read_command
from bot.commands.options import Option
from bot.commands.times import When
from bot.messages import labels

WHEN = When(datetime(2026, 11, 23, 13, 5, tzinfo=UTC), ZoneInfo("Europe/Oslo"))


@pytest.mark.parametrize("typed", [typed for typed, _ in labels.HELP_EXAMPLES])
def test_every_example_is_a_request(typed: str) -> None:
    assert isinstance(read_command(typed, WHEN), RequestPass)


@pytest.mark.parametrize("typed", [typed for typed, _ in labels.HELP_OPTIONS])
def test_every_option_is_understood_as_it_is_written(typed: str) -> None:
    assert isinstance(read_command(f"/tap uma@contoso.com {typed}", WHEN), RequestPass)


@pytest.mark.parametrize(
    "typed", [typed for typed, _ in labels.HELP_COMMANDS + labels.HELP_APPROVING]
)
def test_every_other_command_is_understood_as_it_is_written(typed: str) -> None:
    assert not isinstance(read_command(typed, WHEN), Misread | RequestPass)


def test_every_option_is_explained() -> None:
    explained = {typed.split()[0] for typed, _ in labels.HELP_OPTIONS}

    assert explained == set(Option)
