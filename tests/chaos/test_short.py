"""A few cases of each kind; `make chaos` plays all of them."""

from tests.chaos.__main__ import line_of, play, small

SHORT = (
    "restart after the placeholder was posted",
    "restart after the pass was made",
    "take-over after the claim",
    "stands still for 2 s after the claim",
    "Graph, making the pass: 504, after the work",
    "Teams, showing the code, for a moment: 503",
)


async def test_what_dies_or_fails_costs_nothing(postgresql: str) -> None:
    """No request lost, no pass ownerless, nothing twice, and everybody told."""
    cases = [case for case in small() if case.name in SHORT]

    results = await play(cases, postgresql, at_once=len(SHORT))

    assert len(results) == len(SHORT)
    assert [line_of(result) for result in results if not result.good] == []


def test_the_matrix_is_large_enough_and_every_case_has_its_own_name() -> None:
    names = [case.name for case in small()]

    assert len(names) >= 60
    assert len(set(names)) == len(names)
