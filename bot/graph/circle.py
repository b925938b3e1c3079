"""Who stands too near to this desk, or is too precious, to get a pass without further ado."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Circle:
    """Groups and people are object ids, apps are application ids.

    `desk` are the groups of requesters and approvers, `named` the approvers whom a rule names.
    `denied` are groups to which a rule denies something: who asks may be in them, and is not staff
    for that.
    `sees_pim_for_groups`: whether Graph is asked who could join or own a group through Privileged
    Identity Management.
    """

    desk: frozenset[str]
    protected: frozenset[str] = frozenset()
    bot_apps: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    sees_pim_for_groups: bool = True

    @property
    def of_requesters(self) -> frozenset[str]:
        """The groups that matter of somebody who asks or decides."""
        return self.desk | self.denied

    @property
    def closed(self) -> frozenset[str]:
        return self.desk | self.protected

    def lowered(self) -> Self:
        """Return the same with all ids as Graph's are read here."""
        return replace(
            self,
            desk=lowered(self.desk),
            protected=lowered(self.protected),
            bot_apps=lowered(self.bot_apps),
            named=lowered(self.named),
            denied=lowered(self.denied),
        )


def lowered(ids: Iterable[str]) -> frozenset[str]:
    return frozenset(one.lower() for one in ids)
