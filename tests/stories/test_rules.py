"""A desk with rules: who is asked, and what a pass is like, depends on the target."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.domain.rules import Desk, ruled_by
from bot.rule_file.reading import read_rules
from bot.sandbox.server import Sandbox
from tests.stories.town import APPROVE, DENY, DONE, Town, desk_of, town_at

RULES = """
[[rule]]
name = "Nobody asks for warehouse keepers"
deny = true
targets = {{ groups = ["{keepers}"] }}

[[rule]]
name = "Staff"
requesters = ["{requesters}"]
targets = {{ groups = ["{night}"] }}
staff = true
approvers = {{ groups = ["{approvers}"] }}
approvals = 2
verify = "none"

[[rule]]
name = "Sales by their manager"
requesters = ["{requesters}"]
targets = {{ groups = ["{sales}"] }}
approvers = {{ manager = true }}
verify = "none"
longest = "1h"
one_time = true
reason_pattern = 'INC\\d{{6}}'
"""


def under_rules(folder: Path, sandbox: Sandbox) -> Desk:
    ids = {key: group.id for key, group in sandbox.tenant.groups.items()}
    file = folder / "rules.toml"
    file.write_text(RULES.format(**ids))
    desk = replace(desk_of(sandbox), requester_groups=frozenset(), approver_groups=frozenset())
    return ruled_by(desk, read_rules(file))


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Ulf is Uma's manager."""
    async with town_at(tmp_path, partial(under_rules, tmp_path)) as made:
        await made.client("ulf").install()
        yield made


async def test_the_targets_manager_approves_and_the_pass_is_as_the_rule_wants_it(
    town: Town,
) -> None:
    await town.client("rita").say("/tap uma@contoso.com --reason INC123456 lost phone")
    card = await town.client("ulf").sees(APPROVE)

    await town.client("ulf").click(card, APPROVE)

    await town.client("ulf").sees(DONE)
    made = town.pass_of("uma")
    assert made is not None
    assert (made.one_time, made.lifetime) == (True, timedelta(hours=1))
    assert APPROVE not in str(town.client("adam").messages)


async def test_the_rule_that_held_is_in_the_audit(town: Town) -> None:
    await town.client("rita").say("/tap uma@contoso.com --reason INC123456")
    await town.client("ulf").sees(APPROVE)

    facts = [dict(row.event.facts) for row in await town.store.events(100)]

    assert {"rule": "Sales by their manager"} in facts


@pytest.mark.parametrize(
    ("text", "words", "refusal"),
    [
        ("/tap uma@contoso.com", "what your organisation asks for", "ReasonUnlike"),
        ("/tap uma@contoso.com --reason lost", "what your organisation asks for", "ReasonUnlike"),
        ("/tap uma@contoso.com --lifetime 2h --reason INC123456", "1 hour", "TooLongForRule"),
        ("/tap uma@contoso.com --multi --reason INC123456", "one sign-in only", "OneTimeByRule"),
        ("/tap johndoe@contoso.onmicrosoft.com", "do not permit a pass", "NoRule"),
        ("/tap mia@contoso.com", "do not permit a pass", "NoRule"),
    ],
)
async def test_what_the_rules_do_not_permit_is_refused_before_anybody_is_asked(
    town: Town, text: str, words: str, refusal: str
) -> None:
    await town.client("rita").say(text)

    await town.client("rita").sees(words)
    assert await town.refusals() == [refusal]
    assert APPROVE not in str(town.client("ulf").messages)


async def test_staff_get_a_pass_when_two_approve(town: Town) -> None:
    """Nina is of the desk's night shift."""
    await town.client("rita").say("/tap nina@contoso.com")
    for key in ("adam", "ada"):
        await town.client(key).click(await town.client(key).sees(DENY), APPROVE)

    await town.client("ada").sees(DONE)
    assert town.pass_of("nina") is not None


async def test_other_staff_cannot_get_a_pass(town: Town) -> None:
    town.sandbox.tenant.groups["sales"].members.add(town.sandbox.tenant.person("rob").id)

    await town.client("rita").say("/tap rob@contoso.com --reason INC123456")

    await town.client("rita").sees("cannot get a pass from this bot")
    assert await town.refusals() == ["TargetRefused"]
