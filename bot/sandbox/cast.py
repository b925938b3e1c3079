"""The people of the sandbox: Contoso's help desk, its targets, and one of each kind to refuse."""

import uuid
from datetime import UTC, datetime

from bot.sandbox.clock import Clock
from bot.sandbox.tenant import (
    Assignment,
    Group,
    GroupEligibility,
    Identity,
    Person,
    Role,
    Tenant,
    Unit,
)

DOMAIN = "contoso.com"
ONMICROSOFT = "contoso.onmicrosoft.com"
GLOBAL_ADMINISTRATOR = Role("62e90394-69f5-4237-9190-012177145e10", "Global Administrator")
USER_ADMINISTRATOR = Role("fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator")
EXCHANGE_ADMINISTRATOR = Role("29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator")

_HIRED = datetime(2024, 3, 1, 8, tzinfo=UTC)


def stable_id(name: str) -> str:
    """Return the object id that `name` has in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.{DOMAIN}"))


VISITOR_DESK = Role(stable_id("role-visitor-desk"), "Visitor Desk", built_in=False)


def contoso(clock: Clock | None = None) -> Tenant:
    """Return a new tenant with the whole cast."""
    tenant = Tenant(stable_id("tenant"), "Contoso", DOMAIN, clock or Clock())
    _hire_help_desk(tenant)
    _hire_targets(tenant)
    _hire_holders_of_roles(tenant)
    _hire_members_of_role_assignable_groups(tenant)
    _hire_the_restricted(tenant)
    _invite_guests(tenant)
    return tenant


def hire(tenant: Tenant, key: str, name: str, **more: object) -> Person:
    """Add a person `key`@contoso.com; `more` are fields of Person."""
    upn = f"{key}@{DOMAIN}"
    identity = Identity("userPrincipalName", ONMICROSOFT, upn)
    fields = {
        "id": stable_id(f"person-{key}"),
        "created": _HIRED,
        "user_principal_name": upn,
        "identities": (identity,),
        "mail": upn,
    }
    person = Person(key=key, name=name, **(fields | more))  # type: ignore[arg-type]  # by name
    tenant.people[key] = person
    return person


def gather(tenant: Tenant, key: str, name: str, *members: Person | Group) -> Group:
    """Add a group of these people and groups."""
    group = Group(key, stable_id(f"group-{key}"), name, {member.id for member in members})
    tenant.groups[key] = group
    return group


def assign(tenant: Tenant, holder: Person | Group, role: Role, scope: str = "/") -> None:
    tenant.active.append(Assignment(str(uuid.uuid4()), holder.id, role, scope))


def make_eligible(tenant: Tenant, holder: Person | Group, role: Role) -> None:
    tenant.eligible.append(Assignment(str(uuid.uuid4()), holder.id, role))


def let_join(
    tenant: Tenant, principal: Person | Group, group: Group, *, as_owner: bool = False
) -> None:
    """Let a person or group make itself a member, or an owner, of the group."""
    tenant.eligible_for_groups.append(GroupEligibility(principal.id, group.id, as_owner))


def _hire_help_desk(tenant: Tenant) -> None:
    rita = hire(tenant, "rita", "Rita Reyes", job_title="Support engineer")
    rob = hire(tenant, "rob", "Rob Ross", job_title="Support engineer")
    adam = hire(tenant, "adam", "Adam Abel", job_title="Support lead")
    ada = hire(tenant, "ada", "Ada Adler", job_title="Support lead")
    night = gather(tenant, "night", "Help Desk Night", hire(tenant, "nina", "Nina Night"))
    abroad = gather(tenant, "abroad", "TAP Approvers Abroad", hire(tenant, "nora", "Nora Norden"))
    requesters = gather(tenant, "requesters", "Help Desk", rita, rob, night)
    approvers = gather(tenant, "approvers", "TAP Approvers", adam, ada, abroad)
    requesters.owners = {hire(tenant, "oscar", "Oscar Olsen").id}
    approvers.owners = {hire(tenant, "otto", "Otto Ortiz").id}
    tenant.app_owners = {hire(tenant, "olaf", "Olaf Oster").id}
    let_join(tenant, hire(tenant, "eva", "Eva Eligible"), approvers)
    let_join(tenant, hire(tenant, "ole", "Ole Ostrow"), requesters, as_owner=True)


def _hire_targets(tenant: Tenant) -> None:
    ulf = hire(tenant, "ulf", "Ulf Ude", job_title="Head of sales")
    uma = hire(
        tenant,
        "uma",
        "Uma Underwood",
        job_title="Sales",
        manager=ulf.id,
        mobile_phone="+44 7700 900123",
        business_phones=("+44 20 7946 0123",),
    )
    una = hire(tenant, "una", "Una Usher", job_title="Warehouse", manager=ulf.id)
    gather(tenant, "sales", "Sales", ulf, uma, una)
    upn = f"johndoe@{ONMICROSOFT}"
    own = (Identity("userPrincipalName", ONMICROSOFT, upn),)
    hire(tenant, "johndoe", "John Doe", user_principal_name=upn, identities=own, mail=None)
    hire(tenant, "janedoe", "Jane Doe", id="72e2eb87-c124-4bd9-8e01-a447a1752058")
    hire(tenant, "sam.smith", "Sam Smith", job_title="Sales")
    hire(tenant, "samuel.smith", "Sam Smith", job_title="Warehouse")


def _hire_holders_of_roles(tenant: Tenant) -> None:
    unit = Unit(stable_id("unit-branch"), "Branch Offices")
    tenant.units["branch"] = unit
    assign(tenant, hire(tenant, "grace", "Grace Global"), GLOBAL_ADMINISTRATOR)
    through = gather(tenant, "mail-admins", "Mail Admins", hire(tenant, "hugo", "Hugo Holt"))
    through.role_assignable = True
    assign(tenant, through, EXCHANGE_ADMINISTRATOR)
    assign(tenant, hire(tenant, "carl", "Carl Custom"), VISITOR_DESK)
    scope = f"/administrativeUnits/{unit.id}"
    assign(tenant, hire(tenant, "iris", "Iris Ito"), USER_ADMINISTRATOR, scope)
    make_eligible(tenant, hire(tenant, "pia", "Pia Pim"), GLOBAL_ADMINISTRATOR)
    eligible = gather(tenant, "on-call", "On-Call Admins", hire(tenant, "paul", "Paul Pratt"))
    eligible.role_assignable = True
    make_eligible(tenant, eligible, USER_ADMINISTRATOR)


def _hire_members_of_role_assignable_groups(tenant: Tenant) -> None:
    deputies = gather(tenant, "deputies", "Vault Deputies", hire(tenant, "ned", "Ned Nested"))
    mia = hire(tenant, "mia", "Mia Moss")
    keepers = gather(tenant, "keepers", "Vault Keepers", mia, deputies)
    keepers.role_assignable = True
    keepers.owners = {hire(tenant, "olga", "Olga Owen").id}
    let_join(tenant, hire(tenant, "emil", "Emil Eligible"), keepers)


def _hire_the_restricted(tenant: Tenant) -> None:
    ruth = hire(tenant, "ruth", "Ruth Rand", management_restricted=True)
    unit = Unit(stable_id("unit-board"), "Board", {ruth.id}, restricted=True)
    tenant.units["board"] = unit
    hire(tenant, "dora", "Dora Dunn", enabled=False)


def _invite_guests(tenant: Tenant) -> None:
    _invite(tenant, "gina", "Gina Guest", user_type="Guest")
    _invite(tenant, "gus", "Gus Guest", user_type="Member")
    hire(tenant, "ingo", "Ingo Inside", user_type="Guest")


def _invite(tenant: Tenant, key: str, name: str, user_type: str) -> None:
    hire(
        tenant,
        key,
        name,
        user_principal_name=f"{key}_fabrikam.com#EXT#@{ONMICROSOFT}",
        mail=f"{key}@fabrikam.com",
        user_type=user_type,
        identities=(Identity("federated", "ExternalAzureAD", None),),
        creation_type="Invitation",
        external_user_state="Accepted",
    )
