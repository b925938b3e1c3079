"""Activities become what msrest would make of them, and nonsense becomes nothing."""

import string
from typing import Any

import pytest
from botbuilder.schema import Activity
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.reading import activity_of

TEXT = st.text(string.printable, max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
MOMENT = st.sampled_from(["2026-12-01T10:00:00.123Z", "2026-12-01T11:00:00.0000000+01:00"])
ACCOUNT = st.fixed_dictionaries(
    {"id": TEXT}, optional={"name": TEXT, "aadObjectId": TEXT, "isTargeted": st.booleans()}
)
ENTITY = st.fixed_dictionaries({"type": TEXT}, optional={"mentioned": JSON, "locale": TEXT})
ACTIVITY = st.fixed_dictionaries(
    {"type": TEXT, "conversation": ACCOUNT},
    optional={
        "from": ACCOUNT,
        "recipient": st.none() | ACCOUNT,
        "timestamp": MOMENT,
        "localTimestamp": MOMENT,
        "entities": st.lists(ENTITY, max_size=3),
        "membersAdded": st.lists(ACCOUNT, max_size=2),
        "value": JSON,
        "channelData": JSON,
        "text": TEXT,
        "somethingNew": JSON,
    },
)


@given(ACTIVITY)
def test_an_activity_is_read_as_msrest_reads_it(raw: dict[str, Any]) -> None:
    assert parts_of(activity_of(raw)) == parts_of(Activity().deserialize(raw))


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "Rita"},
        {"conversation": ["19:1"]},
        {"entities": {"type": "mention"}},
        {"membersAdded": ["Rita"]},
        {"text": {"deep": {}}},
        {"timestamp": "yesterday"},
        {"timestamp": 7},
    ],
    ids=str,
)
def test_a_field_with_what_it_cannot_hold_makes_it_no_activity(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no place for|Invalid isoformat"):
        activity_of({"type": "message"} | wrong)


def parts_of(part: Any) -> Any:
    """All that a model holds, and the models in it, with what botbuilder has no names for."""
    if isinstance(part, list):
        return [parts_of(each) for each in part]
    return {k: parts_of(v) for k, v in vars(part).items()} if hasattr(part, "as_dict") else part
