"""A bot that one person could use alone does not start, whether by settings or by rules."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.config import SettingsProblem
from bot.demo import of_sandbox
from bot.domain.demands import Approvers, Demands
from bot.domain.rules import Desk, ruled_by
from bot.domain.ruling import Rule, Targets
from bot.domain.survey import Candidate
from bot.graph.client import GraphClient, open_http
from bot.graph.directory import GraphDirectory
from bot.ops.house import directory_of
from bot.ops.two_people import refuse_one_person_alone
from bot.sandbox.cast import stable_id
from bot.sandbox.server import Sandbox

NIGHT, REQUESTERS, APPROVERS, SALES = (
    frozenset({stable_id(f"group-{key}")}) for key in ("night", "requesters", "approvers", "sales")
)
NINA, ADA = (frozenset({stable_id(f"person-{key}")}) for key in ("nina", "ada"))
NOBODY = Desk(frozenset(), frozenset())


def by_rule(approvers: Approvers) -> Desk:
    """Nina alone asks."""
    return ruled_by(NOBODY, (Rule("only", NIGHT, demands=Demands(approvers)),))


@asynccontextmanager
async def directory(
    desk: Desk, break_it: Callable[[Sandbox], object] = lambda _: None
) -> AsyncIterator[GraphDirectory]:
    async with Sandbox() as sandbox:
        break_it(sandbox)
        microsoft = of_sandbox(sandbox)
        async with open_http(microsoft.ca_file, through_proxies=False) as http:
            graph = GraphClient(http, microsoft.graph_tokens, microsoft.graph)
            yield directory_of(microsoft, desk, graph)


@pytest.mark.parametrize(
    "desk",
    [
        Desk(NIGHT, APPROVERS),
        by_rule(Approvers(APPROVERS)),
        by_rule(Approvers(people=ADA)),
        by_rule(Approvers(manager=True)),
    ],
)
async def test_where_another_one_could_approve_the_bot_starts(desk: Desk) -> None:
    async with directory(desk) as graph:
        await refuse_one_person_alone(graph, desk)


@pytest.mark.parametrize(
    ("desk", "setting"),
    [
        (Desk(NIGHT, NIGHT), "TAP_REQUESTER_GROUPS"),
        (by_rule(Approvers(NIGHT)), "TAP_RULES"),
        (by_rule(Approvers(people=NINA)), "TAP_RULES"),
        (by_rule(Approvers(people=frozenset({stable_id("nobody")}))), "TAP_RULES"),
    ],
)
async def test_where_nobody_else_could_it_does_not(desk: Desk, setting: str) -> None:
    async with directory(desk) as graph:
        with pytest.raises(SettingsProblem, match=f"^{setting}.*there must be two people"):
            await refuse_one_person_alone(graph, desk)


async def test_a_graph_that_is_away_holds_up_no_start() -> None:
    def away(sandbox: Sandbox) -> None:
        sandbox.faults.add("graph", status=403)

    async with directory(by_rule(Approvers(NIGHT)), away) as graph:
        await refuse_one_person_alone(graph, by_rule(Approvers(NIGHT)))


@pytest.mark.parametrize("deny", [True, False])
async def test_to_be_denied_something_makes_nobody_staff(*, deny: bool) -> None:
    """A rule may deny the whole company something, whose people get passes all the same."""
    rule = Rule("sales", SALES, Targets(REQUESTERS), Demands(Approvers(APPROVERS)))
    desk = ruled_by(Desk(REQUESTERS, APPROVERS), (replace(rule, deny=deny),))

    async with directory(desk) as graph:
        survey = await graph.survey({stable_id("person-una")}, ("uma@contoso.com",))

    (uma,) = survey.targets
    assert isinstance(uma, Candidate)
    assert uma.staff is not deny
    assert survey.people[stable_id("person-una")].groups == SALES
