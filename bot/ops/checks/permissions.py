"""The application permissions of Graph that the bot needs, and which others would do as well.

Source: permissions.json of microsoftgraph/microsoft-graph-devx-content.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

_DIRECTORY = frozenset({"Directory.Read.All", "Directory.ReadWrite.All"})


@dataclass(frozen=True, slots=True)
class Need:
    least: str
    purpose: str
    others: frozenset[str]

    def met_by(self, roles: Collection[str]) -> bool:
        return self.least in roles or not self.others.isdisjoint(roles)


MAKE_PASSES = frozenset(
    {"UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"}
)
PASSES = Need("UserAuthMethod-TAP.ReadWrite.All", "to make and delete passes", MAKE_PASSES)
PEOPLE = Need("User.Read.All", "to look people up", _DIRECTORY | {"User.ReadWrite.All"})
GROUPS = Need(
    "GroupMember.Read.All",
    "to see who is in a group",
    _DIRECTORY | {"Group.Read.All", "Group.ReadWrite.All", "GroupMember.ReadWrite.All"},
)
POLICY = Need(
    "Policy.Read.AuthenticationMethod",
    "to read the limits of passes",
    frozenset({"Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod"}),
)
ROLES = Need(
    "RoleManagement.Read.Directory",
    "to see who is an administrator",
    frozenset({"RoleManagement.Read.All", "RoleManagement.ReadWrite.Directory"}),
)
PIM_FOR_GROUPS = Need(
    "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    "to see who could join or own a group",
    frozenset({"PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"}),
)
NEEDS = (PASSES, PEOPLE, GROUPS, POLICY, ROLES, PIM_FOR_GROUPS)

LOOK_AT_APPLICATION = "Application.Read.All"


def needs(*, pim_for_groups: bool) -> tuple[Need, ...]:
    """What the bot needs; an administrator may choose to do without PIM for Groups."""
    return tuple(need for need in NEEDS if pim_for_groups or need is not PIM_FOR_GROUPS)


def missing(roles: frozenset[str], wanted: Sequence[Need]) -> list[Need]:
    return [need for need in wanted if not need.met_by(roles)]


def broader(roles: frozenset[str], wanted: Sequence[Need]) -> Iterator[tuple[Need, str]]:
    """Needs that are met by something greater only."""
    for need in wanted:
        held = sorted(need.others & roles)
        if need.least not in roles and held:
            yield need, held[0]


def beyond(roles: frozenset[str], wanted: Sequence[Need]) -> frozenset[str]:
    """Permissions that meet no need. The one for looking at the application is the doctor's."""
    used = {need.least for need in wanted} | {held for _, held in broader(roles, wanted)}
    return roles - used - {LOOK_AT_APPLICATION}
