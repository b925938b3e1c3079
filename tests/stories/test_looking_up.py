"""What `/tap status ID` and `/tap pending` tell of requests that are somebody's business."""

from bot import messages
from tests.stories.telling import issued, says
from tests.stories.town import Town

NOTHING = "Nothing waits for you."


async def status(town: Town, key: str) -> str:
    return await says(town, key, f"/tap status {(await town.request()).id}")


async def test_a_requester_reads_all_of_one_request_and_what_can_be_done(town: Town) -> None:
    await town.asked()
    request = await town.request()

    lines = (await status(town, "rita")).splitlines()

    assert lines[0] == f"{request.id}: {messages.account(request)}"
    assert lines[1:4] == [
        "For: Uma Underwood, uma@contoso.com",
        "Asked by: Rita Reyes, rita@contoso.com",
        "Reason: Lost phone",
    ]
    assert lines[4].startswith("Asked: ")
    assert lines[5].startswith("Open until: ")
    assert lines[-1] == f"To take it back, type /tap cancel {request.id}."


async def test_an_approver_reads_it_too_and_what_approvers_can_do(town: Town) -> None:
    await town.asked()

    said = await status(town, "ada")

    assert "It can be decided on its card in Teams." in said
    assert "/tap cancel" not in said


async def test_a_pass_that_was_made_has_its_times_and_who_approved_it(town: Town) -> None:
    await issued(town)
    request = await town.request()

    said = [await status(town, key) for key in ("rita", "ada")]

    for each in said:
        assert "Approved by: Adam Abel" in each
        assert "Ends: " in each
        assert each.endswith(f"To end the pass, type /tap revoke {request.id}.")
        assert town.code_of("uma") not in each


async def test_an_approver_sees_what_waits_for_them_oldest_first(town: Town) -> None:
    await town.asked()
    await town.client("rob").say("/tap una@contoso.com")
    await town.client("rob").sees("Waiting for approval")

    lines = (await says(town, "adam", "/tap pending")).splitlines()

    assert lines[0] == "These wait for your decision:"
    assert "Rita Reyes asks for Uma Underwood, open until" in lines[1]
    assert "Rob Ross asks for Una Usher, open until" in lines[2]
    assert len(lines) == 3


async def test_a_requester_sees_what_of_theirs_waits(town: Town) -> None:
    await town.asked()

    said = [await says(town, key, "/tap pending") for key in ("rita", "rob")]

    assert said[0].startswith("These of yours wait for an approver:\n")
    assert "Uma Underwood" in said[0]
    assert said[1] == NOTHING


async def test_what_was_decided_waits_for_nobody(town: Town) -> None:
    await issued(town)

    assert await says(town, "adam", "/tap pending") == NOTHING
    assert await says(town, "rita", "/tap pending") == NOTHING
