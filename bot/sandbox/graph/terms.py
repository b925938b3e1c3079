"""What the tenant's policy says to a new pass: its terms, and the person who would get it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.sandbox.graph.errors import methods_bad_request, methods_denied
from bot.sandbox.graph.objects import minutes
from bot.sandbox.tenant import Person, Tenant

_LONGEST = timedelta(days=30)
_KNOWN = {"@odata.type", "startDateTime", "lifetimeInMinutes", "isUsableOnce"}


@dataclass(frozen=True, slots=True)
class Terms:
    """`starts` is None for a pass that starts at once."""

    starts: datetime | None
    lifetime: timedelta
    one_time: bool


def read_terms(body: dict[str, Any], tenant: Tenant) -> Terms:
    """Return the terms that the body asks for, completed and bounded by the policy."""
    unknown = body.keys() - _KNOWN
    if unknown:
        raise methods_bad_request(f"The property '{min(unknown)}' is not supported.")
    return Terms(
        starts=_start(body.get("startDateTime"), tenant),
        lifetime=_lifetime(body.get("lifetimeInMinutes"), tenant),
        one_time=_one_time(body.get("isUsableOnce"), tenant),
    )


def check_target(person: Person, tenant: Tenant) -> None:
    """Raise what the service raises if this person may have no new pass.

    It minds external guests, the policy's targets and, by switches, restricted units and passes
    that exist; an administrator's role means nothing to it.
    """
    switches = tenant.switches
    if is_external(person):
        message = "Temporary Access Pass cannot be added to an external guest user."
        raise methods_bad_request(message)
    if switches.refuse_restricted and person.management_restricted:
        raise methods_denied(
            "The target is a member of a restricted management administrative unit. Management "
            "rights are limited to administrators scoped on that administrative unit."
        )
    if switches.refuse_outside_policy and not tenant.policy.covers(tenant.principals(person.id)):
        raise methods_bad_request(
            "Converged UserCredentialPolicy does not allow creating or updating this "
            "authentication method. AuthMethodType [TemporaryAccessPass]."
        )
    held = tenant.passes.at(person.id, tenant.clock.now())
    if held is not None and not switches.replace_passes and tenant.clock.now() < held.ends:
        raise methods_bad_request("The user already has a Temporary Access Pass.")


def is_external(person: Person) -> bool:
    """Say whether the person signs in elsewhere, whatever the user type says."""
    federated = any(one.sign_in_type == "federated" for one in person.identities)
    return federated or person.creation_type == "Invitation"


def _start(asked: Any, tenant: Tenant) -> datetime | None:
    if asked is None:
        return None
    try:
        start = datetime.fromisoformat(asked)
    except (TypeError, ValueError):
        start = None
    if start is None or start.tzinfo is None or start < tenant.clock.now():
        raise methods_bad_request("Invalid StartDateTime specified.")
    return start.astimezone(UTC)


def _lifetime(asked: Any, tenant: Tenant) -> timedelta:
    policy = tenant.policy
    if asked is None:
        return policy.default
    valid = isinstance(asked, int) and not isinstance(asked, bool)
    longest = min(policy.maximum, _LONGEST)
    if not valid or not policy.minimum <= timedelta(minutes=asked) <= longest:
        raise methods_bad_request(
            "Invalid LifetimeInMinutes specified. The valid range between "
            f"{minutes(policy.minimum)} and {minutes(policy.maximum)}."
        )
    return timedelta(minutes=asked)


def _one_time(asked: Any, tenant: Tenant) -> bool:
    if asked is not None and not isinstance(asked, bool):
        raise methods_bad_request("Invalid IsUsableOnce specified.")
    if tenant.policy.one_time and asked is False and tenant.switches.refuse_forbidden_multi_use:
        raise methods_bad_request("The policy requires one-time passes.")
    return tenant.policy.one_time or bool(asked)
