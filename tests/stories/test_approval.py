"""From the request to the code, as Rita and Adam live through it."""

from datetime import timedelta

from bot.domain.audit import Happened
from tests.patience import until
from tests.stories.town import APPROVE, DENY, DONE, TRY_AGAIN, Town


async def test_an_approver_gets_the_code_and_the_requester_the_outcome(town: Town) -> None:
    card = await town.asked()

    await town.client("adam").click(card, APPROVE)

    await town.client("adam").sees(DONE)
    told = await town.client("rita").sees("Adam Abel has the code")
    assert told.sender == "bot"
    assert [post.body for post in town.posts] == [{"lifetimeInMinutes": 120}]


async def test_nobody_but_the_approver_ever_sees_the_code(town: Town) -> None:
    await town.issued()
    await town.client("ada").sees("Pass ready")

    code = town.code_of("uma")

    chats = town.sandbox.teams.chats
    assert code in chats.everything_seen_by("adam")
    others = [key for key in town.sandbox.tenant.people if key != "adam"]
    assert [key for key in others if code in chats.everything_seen_by(key)] == []


async def test_the_code_stands_in_no_file_of_the_database(town: Town) -> None:
    await town.issued()

    code = town.code_of("uma")

    files = list(town.database.parent.glob("tap.db*"))
    assert files
    assert [file.name for file in files if code.encode() in file.read_bytes()] == []


async def test_done_hides_the_code_at_once(town: Town) -> None:
    with_code = await town.issued()
    code = town.code_of("uma")

    answer = await town.client("adam").click(with_code, DONE)

    await until(lambda: code not in str(town.client("adam").messages[-1].content.activity))
    assert "Code hidden" in str(answer.card)
    assert town.pass_of("uma") is not None


async def test_the_code_is_hidden_by_itself_after_a_while(town: Town) -> None:
    await town.issued()

    town.sandbox.clock.move(timedelta(minutes=11))

    await town.client("adam").sees("Code hidden")
    assert Happened.HIDDEN in await town.events()


async def test_a_denial_tells_the_requester_why(town: Town) -> None:
    card = await town.asked()

    await town.client("adam").click(card, DENY, note="Please call me first")

    await town.client("rita").sees("“Please call me first”")
    await town.client("ada").sees("Denied")
    assert town.posts == []


async def test_a_request_that_nobody_answers_lapses_and_can_be_tried_again(town: Town) -> None:
    await town.asked()
    town.sandbox.clock.move(timedelta(minutes=61))
    lapsed = await town.client("rita").sees(TRY_AGAIN)
    await town.client("adam").sees("Lapsed")

    await town.client("rita").click(lapsed, TRY_AGAIN)

    card = await town.client("adam").sees(APPROVE)
    await town.client("adam").click(card, APPROVE)
    await town.client("adam").sees(DONE)
    assert len(town.posts) == 1


async def test_an_old_client_without_action_execute_can_approve(town: Town) -> None:
    card = await town.asked()

    await town.client("adam").submit(card, APPROVE)

    await town.client("adam").sees(DONE)
    assert len(town.posts) == 1


async def test_every_step_has_its_audit_row(town: Town) -> None:
    with_code = await town.issued()
    await town.client("adam").click(with_code, DONE)

    steps = await town.events()

    assert steps == [
        Happened.REQUESTED,
        Happened.APPROVED,
        Happened.CLAIMED,
        Happened.MADE,
        Happened.DELIVERED,
        Happened.HIDDEN,
    ]


async def test_only_chosen_terms_are_sent_to_graph(town: Town) -> None:
    card = await town.asked("tap uma@contoso.com --once")

    await town.client("adam").click(card, APPROVE)

    await town.client("adam").sees(DONE)
    assert [post.body for post in town.posts] == [{"isUsableOnce": True}]


async def test_a_start_that_passed_before_the_approval_is_left_out(town: Town) -> None:
    card = await town.asked("tap uma@contoso.com --start in 30 minutes")
    town.sandbox.clock.move(timedelta(minutes=45))

    await town.client("adam").click(card, APPROVE)

    await town.client("adam").sees(DONE)
    assert [post.body for post in town.posts] == [{}]
