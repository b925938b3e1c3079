"""Whoever asks for what they cannot have is told so in one sentence, and nothing comes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import messages
from bot.domain import misreadings
from bot.domain import refusals as no
from bot.domain.audit import Happened
from bot.domain.refusals import Refusal
from bot.domain.terms import LONGEST, SHORTEST
from bot.ports import Trouble
from bot.sandbox.teams import Message
from tests.stories.town import APPROVE, ASK_FOR_UMA, Town

FOR_UMA = "/tap uma@contoso.com"
MISREAD: dict[str, Refusal] = {
    "/tap --once": misreadings.NoTarget(),
    f"{FOR_UMA} --lifetime 9m": no.LifetimeOutside(
        timedelta(minutes=9), SHORTEST, LONGEST, by_policy=False
    ),
    f"{FOR_UMA} --lifetime 43201": no.LifetimeOutside(
        timedelta(minutes=43_201), SHORTEST, LONGEST, by_policy=False
    ),
    f"{FOR_UMA} --lifetime soon": misreadings.NotALifetime("soon"),
    f"{FOR_UMA} --lifetime": misreadings.MissingValue("--lifetime"),
    f"{FOR_UMA} --lifetime 2h --lifetime 3h": misreadings.OptionTwice("--lifetime"),
    f"{FOR_UMA} --once --multi": misreadings.Contradiction(),
    f"{FOR_UMA} --lifetme 2h": misreadings.UnknownWord("--lifetme", "--lifetime"),
    f"{FOR_UMA} --colour red": misreadings.UnknownWord("--colour", None),
    f"{FOR_UMA} --start whenever": misreadings.NotATime("whenever"),
    f"{FOR_UMA} --reason {'very ' * 101}urgent": no.ReasonTooLong(500),
}
REFUSED: dict[str, Refusal] = {
    "/tap nobody@contoso.com": no.NoSuchPerson("nobody@contoso.com"),
    "/tap Nobody Nowhere": no.NoSuchPerson("Nobody Nowhere"),
    "/tap Sam Smith": no.AmbiguousName("Sam Smith", 2),
    "/tap rita@contoso.com": no.NotForYourself(),
    f"{FOR_UMA} --lifetime 9h": no.LifetimeOutside(
        timedelta(hours=9), timedelta(minutes=10), timedelta(hours=8), by_policy=True
    ),
    f"{FOR_UMA} --start 2020-01-01 09:00 UTC": no.StartInPast(datetime(2020, 1, 1, 9, tzinfo=UTC)),
}
# Each of them for a reason of their own, which nobody is told.
POWERFUL = (
    *("grace", "hugo", "carl", "iris", "pia", "paul"),  # hold a role, or may take one
    *("mia", "ned", "olga"),  # in, or owners of, a group that may hold roles
    *("rob", "nina", "oscar", "adam", "nora", "otto", "olaf"),  # this desk, its owners, the bot's
    *("ruth", "dora", "gina", "gus"),  # restricted, disabled, guests
)
LOOK_UPS = {
    "the requester": "/users/{rita}$",
    "the requester's groups": "/users/{rita}/checkMemberGroups$",
    "the target by address": "/users/uma@contoso.com$",
    "the policy": "/temporaryAccessPass$",
    "the target's manager": "/users/{uma}/manager$",
    "the target's passes": "/users/{uma}/authentication/temporaryAccessPassMethods$",
    "what the target is in": "/users/{uma}/transitiveMemberOf$",
    "what the target owns": "/users/{uma}/ownedObjects$",
    "who holds a role": "/roleAssignments$",
    "who may take a role": "/roleEligibilityScheduleInstances$",
    "the approvers": "/groups/[^/]+/transitiveMembers$",
}
FAULTS = {403: Trouble.PERMISSION, 503: Trouble.UNAVAILABLE}


async def check_that_nothing_came_of_it(town: Town) -> None:
    """A request is stored together with what people are owed of it, so that would show here."""
    counts = await town.store.counts()
    assert (sum(counts.requests.values()), counts.views_owed, town.posts) == (0, 0, [])
    told = [each for key in ("adam", "ada") for each in town.client(key).messages]
    assert [each for each in told if APPROVE in str(each.card)] == []


async def refused(town: Town, text: str, refusal: Refusal, by: str = "rita") -> Message:
    """Somebody asks and gets exactly this sentence, and the audit has the refusal."""
    await town.client(by).say(text)
    told = await town.client(by).sees(messages.refusal(refusal))
    assert told.text == messages.refusal(refusal)
    (row, *_) = await town.store.events(1)
    assert row.event.what is Happened.REFUSED
    assert row.event.actor == town.sandbox.tenant.person(by).id
    assert row.event.facts == {"refusal": type(refusal).__name__}
    return told


@pytest.mark.parametrize("text", MISREAD)
async def test_what_cannot_be_read_comes_back_as_a_form_with_one_sentence(
    town: Town, text: str
) -> None:
    await town.client("rita").say(text)

    told = await town.client("rita").sees(messages.refusal(MISREAD[text]))
    assert messages.labels.FORM in str(told.card)
    await check_that_nothing_came_of_it(town)


@pytest.mark.parametrize("text", REFUSED)
async def test_what_cannot_be_granted_is_refused_with_one_sentence(town: Town, text: str) -> None:
    await refused(town, text, REFUSED[text])

    await check_that_nothing_came_of_it(town)


async def test_who_is_no_requester_may_not_ask(town: Town) -> None:
    await town.client("ulf").install()

    await refused(town, ASK_FOR_UMA, no.NotRequester(), by="ulf")

    await check_that_nothing_came_of_it(town)


@pytest.mark.parametrize("target", ["uma@contoso.com", "grace@contoso.com", "Nobody Nowhere"])
async def test_who_may_not_ask_learns_nothing_about_anybody(town: Town, target: str) -> None:
    await town.client("ulf").install()

    await refused(town, f"/tap {target}", no.NotRequester(), by="ulf")

    await check_that_nothing_came_of_it(town)


async def test_a_disabled_requester_may_not_ask(town: Town) -> None:
    town.sandbox.tenant.person("rita").enabled = False

    await refused(town, ASK_FOR_UMA, no.NotRequester())

    await check_that_nothing_came_of_it(town)


async def test_a_guest_may_not_ask_even_from_within_the_group(town: Town) -> None:
    town.sandbox.tenant.person("rita").user_type = "Guest"

    await refused(town, ASK_FOR_UMA, no.NotRequester())

    await check_that_nothing_came_of_it(town)


async def test_a_target_has_one_open_request_at_a_time(town: Town) -> None:
    await town.asked()
    first = await town.request()

    await refused(town, ASK_FOR_UMA, no.TargetBusy(town.person("uma")), by="rob")

    assert await town.request() == first
    assert sum((await town.store.counts()).requests.values()) == 1


async def test_nobody_gets_a_pass_while_the_policy_has_them_off(town: Town) -> None:
    town.sandbox.tenant.policy.enabled = False

    await refused(town, ASK_FOR_UMA, no.PassesDisabled())

    await check_that_nothing_came_of_it(town)


async def test_a_policy_of_one_time_passes_permits_no_other(town: Town) -> None:
    town.sandbox.tenant.policy.one_time = True

    await refused(town, f"{FOR_UMA} --multi", no.OneTimeOnly())

    await check_that_nothing_came_of_it(town)


async def test_a_request_needs_an_approver_who_can_be_reached(town: Town) -> None:
    for key in ("adam", "ada"):
        await town.removes_app(key)

    await refused(town, ASK_FOR_UMA, no.NoApprover(anyone_exists=True))

    await check_that_nothing_came_of_it(town)


async def test_a_request_needs_an_approver_besides_the_requester(town: Town) -> None:
    rita = town.sandbox.tenant.person("rita")
    town.sandbox.tenant.groups["approvers"].members = {rita.id}

    await refused(town, ASK_FOR_UMA, no.NoApprover(anyone_exists=False))

    await check_that_nothing_came_of_it(town)


async def test_a_disabled_approver_is_none(town: Town) -> None:
    for key in ("adam", "ada", "nora"):
        town.sandbox.tenant.person(key).enabled = False

    await refused(town, ASK_FOR_UMA, no.NoApprover(anyone_exists=False))

    await check_that_nothing_came_of_it(town)


@pytest.mark.parametrize("key", POWERFUL)
async def test_the_powerful_get_no_pass_and_nobody_hears_why(town: Town, key: str) -> None:
    target = town.person(key)

    told = await refused(town, f"/tap {target.upn}", no.TargetRefused(target))

    assert told.text == (
        f"{target.name} cannot get a pass from this bot. "
        "Please ask your administrator for another way."
    )
    await check_that_nothing_came_of_it(town)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("look_up", LOOK_UPS)
async def test_whatever_cannot_be_looked_up_stops_the_request(
    town: Town, caplog: pytest.LogCaptureFixture, look_up: str, fault: int
) -> None:
    path = LOOK_UPS[look_up].format(**{key: town.person(key).id for key in ("rita", "uma")})
    town.sandbox.faults.add("graph", path=path, status=fault)

    await town.client("rita").say(ASK_FOR_UMA)

    before, after = messages.failure(FAULTS[fault], "|").split("|")
    told = await town.client("rita").sees(before)
    reference = told.text.removeprefix(before).removesuffix(after)
    assert f"reference={reference} " in caplog.text
    await check_that_nothing_came_of_it(town)
