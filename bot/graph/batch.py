"""Several calls of Graph in one: composing a batch, and reading what came back of each part.

Source: "Combine multiple HTTP requests using JSON batching".
"""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from bot.graph.answers import Answer, Call, NoAnswer, Outcome, read_part
from bot.graph.fields import Json

PATH = "$batch"
_MOST_PARTS = 20


def in_batches(calls: Sequence[Call]) -> Iterator[Sequence[Call]]:
    for start in range(0, len(calls), _MOST_PARTS):
        yield calls[start : start + _MOST_PARTS]


def compose(calls: Sequence[Call], root: str) -> Json:
    """Return the body of one batch; what it sends is relative to `root`, which ends with /."""
    return {"requests": [_step(str(n), call, root) for n, call in enumerate(calls)]}


def read_parts(outcome: Outcome, calls: Sequence[Call]) -> list[Outcome]:
    """Return what came of each call, in their order. A batch that failed, failed for all."""
    if isinstance(outcome, NoAnswer) or outcome.status != HTTPStatus.OK:
        return [outcome] * len(calls)
    parts = _by_id(outcome)
    return [_only(parts.get(str(n), [])) for n in range(len(calls))]


def _step(step_id: str, call: Call, root: str) -> Json:
    headers = {"client-request-id": call.id}
    step = {"id": step_id, "method": call.method, "url": f"/{call.url.removeprefix(root)}"}
    if call.body is None:
        return step | {"headers": headers}
    return step | {"headers": headers | {"Content-Type": "application/json"}, "body": call.body}


def _by_id(answer: Answer) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    responses = (answer.body or {}).get("responses")
    for part in responses if isinstance(responses, list) else []:
        if isinstance(part, dict):
            found.setdefault(str(part.get("id")), []).append(part)
    return found


def _only(parts: list[Json]) -> Outcome:
    if len(parts) != 1:
        return NoAnswer(f"{len(parts)} parts where one was due", sent=True)
    return read_part(parts[0])
