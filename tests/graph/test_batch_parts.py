"""What a batch asks, and how its parts are read."""

from bot.graph.answers import Answer, Call, NoAnswer, Outcome
from bot.graph.batch import compose, in_batches, read_parts

ROOT = "https://graph.example/v1.0/"
BATCH = r"/\$batch$"
MEMBER_OF = "/transitiveMemberOf$"
CALLS = [Call("GET", f"users/{n}", f"{ROOT}users/{n}?$top=1", f"id-{n}") for n in range(3)]


def test_a_batch_holds_twenty_calls_at_most() -> None:
    calls = [CALLS[0]] * 45

    assert [len(some) for some in in_batches(calls)] == [20, 20, 5]


def test_a_batch_asks_what_its_calls_would() -> None:
    """Relative to the version, each with its own id for Microsoft's logs."""
    post = Call("POST", "some", f"{ROOT}some", "id-post", {"groupIds": []})

    assert compose([CALLS[1], post], ROOT)["requests"] == [
        {
            "id": "0",
            "method": "GET",
            "url": "/users/1?$top=1",
            "headers": {"client-request-id": "id-1"},
        },
        {
            "id": "1",
            "method": "POST",
            "url": "/some",
            "headers": {"client-request-id": "id-post", "Content-Type": "application/json"},
            "body": {"groupIds": []},
        },
    ]


def test_parts_may_come_in_any_order() -> None:
    batch = answer([part("2"), part("0"), part("1")])

    read = read_parts(batch, CALLS)

    assert [named(outcome) for outcome in read] == ["0", "1", "2"]


def test_a_part_that_came_twice_is_no_answer() -> None:
    read = read_parts(answer([part("0"), part("1"), part("1"), part("2")]), CALLS)

    assert [isinstance(outcome, NoAnswer) for outcome in read] == [False, True, False]


def answer(parts: list[dict[str, object]]) -> Answer:
    return Answer(200, "", "", "", None, challenged=False, body={"responses": parts})


def part(name: str) -> dict[str, object]:
    return {"id": name, "status": 200, "headers": {}, "body": {"name": name}}


def named(outcome: Outcome) -> str:
    assert isinstance(outcome, Answer)
    assert outcome.body is not None
    return str(outcome.body["name"])
