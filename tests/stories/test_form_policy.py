"""The form says what the tenant's policy permits, before anybody asks for more than that."""

from datetime import timedelta

from bot import messages
from bot.domain import refusals as no
from bot.domain.form import Field, Use
from bot.messages import labels
from bot.sandbox.teams.messages import Json
from tests.cards.walk import of_type, texts
from tests.stories.town import Town

POLICY = "authenticationMethodConfigurations/temporaryAccessPass$"
BOUNDS = "From 10 minutes to 8 hours. If you leave it empty: 1 hour."
MISTAKE = "/tap uma@contoso.com --multi --lifetime soon"


async def form(town: Town, asked: str = "/tap") -> Json:
    await town.client("rita").say(asked)
    shown = await town.client("rita").sees(labels.FORM)
    assert shown.card is not None
    return shown.card


def uses(card: Json) -> list[str]:
    """How often a pass may be used, as this form offers it."""
    (choice,) = [each for each in of_type(card, "Input.ChoiceSet") if each["id"] == Field.USE]
    return [each["title"] for each in choice["choices"]]


async def test_the_form_says_how_long_a_pass_may_last(town: Town) -> None:
    assert BOUNDS in texts(await form(town))


async def test_the_dialog_says_it_too(town: Town) -> None:
    town.sandbox.tenant.policy.minimum = town.sandbox.tenant.policy.maximum = timedelta(hours=1)

    answer = await town.client("rita").open_dialog("form")

    assert answer.dialog is not None
    assert "Every pass lasts 1 hour." in texts(answer.dialog)


async def test_a_form_that_comes_back_says_it_too(town: Town) -> None:
    assert BOUNDS in texts(await form(town, MISTAKE))


async def test_where_the_tenant_leaves_it_open_there_is_a_choice(town: Town) -> None:
    assert uses(await form(town)) == [labels.USES[use] for use in Use]


async def test_where_the_tenant_forces_one_time_there_is_no_choice(town: Town) -> None:
    town.sandbox.tenant.policy.one_time = True

    assert uses(await form(town)) == [labels.ONCE_BY_POLICY]


async def test_what_was_typed_against_the_policy_is_not_dropped_in_silence(town: Town) -> None:
    town.sandbox.tenant.policy.one_time = True

    card = await form(town, MISTAKE)

    assert uses(card) == [labels.ONCE_BY_POLICY, labels.USES[Use.MULTI]]
    answer = await town.client("rita").click(
        await town.client("rita").sees(labels.FORM),
        labels.ASK,
        target="uma@contoso.com",
        lifetime="1h",
        use=Use.MULTI,
    )
    assert answer.toast == messages.refusal(no.OneTimeOnly())


async def test_where_passes_are_off_the_form_says_so(town: Town) -> None:
    town.sandbox.tenant.policy.enabled = False

    assert messages.refusal(no.PassesDisabled()) in texts(await form(town))


async def test_where_the_policy_is_not_to_be_had_the_form_does_without(town: Town) -> None:
    town.sandbox.faults.add("graph", method="GET", path=POLICY, status=403)

    card = await form(town)

    assert uses(card) == [labels.USES[use] for use in Use]
    assert BOUNDS not in texts(card)


async def test_nobody_waits_long_for_the_policy(town: Town) -> None:
    town.sandbox.faults.add("graph", method="GET", path=POLICY, delay=30)

    assert BOUNDS not in texts(await form(town))
