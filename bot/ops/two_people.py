"""A bot that one person could use alone does not start."""

import logging

from bot.config import SettingsProblem
from bot.domain.rules import Desk, two_people
from bot.graph.directory import GraphDirectory
from bot.ports import Failure

log = logging.getLogger(__name__)

ONE_PERSON_ALONE = (
    "TAP_REQUESTER_GROUPS and TAP_APPROVER_GROUPS: there must be two people, "
    "one to request and another one to approve"
)
ALONE_BY_RULES = "TAP_RULES: there must be two people, one to request and another one to approve"


async def refuse_one_person_alone(directory: GraphDirectory, desk: Desk) -> None:
    """Raises SettingsProblem."""
    if desk.managers_approve:
        # Who that is depends on the target, and each request needs two people anyway.
        return
    try:
        requesters = await directory.members(desk.requester_groups)
        approvers = await directory.members(desk.approver_groups)
        named = await directory.people(desk.named_approvers)
    except Failure:
        # The same goes for a Graph that is away now.
        log.warning("the groups could not be read at start")
        return
    if not two_people(requesters, (*approvers, *named)):
        raise SettingsProblem([ALONE_BY_RULES if desk.rules else ONE_PERSON_ALONE])
