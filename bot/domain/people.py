"""The people of a request, as Entra knows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A person by object id; name and UPN are for showing only, they may change."""

    id: str
    name: str
    upn: str


@dataclass(frozen=True, slots=True)
class Account:
    """What the directory says of a person at this moment."""

    person: Person
    enabled: bool
    guest: bool

    @property
    def in_good_standing(self) -> bool:
        """Whether this person may act at all: enabled, and no guest."""
        return self.enabled and not self.guest
