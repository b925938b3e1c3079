"""Whether Entra knows the bot, and what the bot has been allowed to do."""

from collections.abc import Sequence

from bot.graph.claims import Claims
from bot.graph.tokens import NoToken
from bot.identities import AppType, Identity
from bot.ops.checks.finding import Finding, fine, problem, warning
from bot.ops.checks.permissions import (
    LOOK_AT_APPLICATION,
    MAKE_PASSES,
    PIM_FOR_GROUPS,
    Need,
    beyond,
    broader,
    missing,
    needs,
)
from bot.ports import Failure

TEAMS, GRAPH = "Teams", "Graph"
NAME = "permissions"
PORTAL = "Entra admin center, App registrations"

# Source: "Microsoft Entra authentication and authorization error codes".
_REMEDIES = {
    7000215: "The client secret is another one: set the secret's value (not its id), from "
    f"{PORTAL}, Certificates & secrets.",
    7000222: f"The client secret has expired: make a new one in {PORTAL}, Certificates & secrets, "
    "or better a certificate.",
    700016: "The tenant has no such application: compare the application id and "
    f"MicrosoftAppTenantId with {PORTAL}, Overview.",
    90002: "There is no such tenant: compare MicrosoftAppTenantId with Entra admin center, "
    "Overview; TAP_CLOUD must name the cloud it is in.",
    700027: "Entra does not know the certificate: upload its public part in "
    f"{PORTAL}, Certificates & secrets.",
    700024: "The clocks differ too much; see the line about them.",
    700213: "The application does not trust this managed identity: add it as a federated "
    f"credential in {PORTAL}, Certificates & secrets.",
    7000112: "The application is disabled: enable it in Entra admin center, Enterprise "
    "applications, Properties.",
    7000229: "The application has no service principal in the tenant: create it with "
    "`az ad sp create --id` and the application id.",
}


def token(where: str, identity: Identity, got: str | Failure) -> Finding:
    name = _sign_in(where)
    if isinstance(got, str):
        return fine(name, f"Entra gives {_described(identity)} a token for {where}.")
    if not isinstance(got, NoToken):
        return problem(name, f"There is no token for {where} ({got}).", _usual(identity))
    codes = ", ".join(f"AADSTS{code}" for code in got.codes)
    remedies = [_REMEDIES[code] for code in got.codes if code in _REMEDIES]
    return problem(
        name,
        f"Entra gives {_described(identity)} no token for {where} ({codes or got.error}).",
        " ".join(remedies) or _usual(identity),
    )


def permissions(claims: Claims, *, pim_for_groups: bool) -> Finding:
    """Either of the permissions for passes will do; what nobody needs is named."""
    wanted = needs(pim_for_groups=pim_for_groups)
    if lacking := missing(claims.roles, wanted):
        return _not_granted(lacking)
    unused = sorted(beyond(claims.roles, wanted))
    wide = [f"{held} does more than {need.least}" for need, held in broader(claims.roles, wanted)]
    if unused or wide:
        needless = [f"{', '.join(unused)} not needed"] if unused else []
        return warning(
            NAME,
            f"More than the bot needs: {'; '.join(needless + wide)}.",
            "Take away what is not needed; whoever has the bot's credential has it too.",
        )
    if not pim_for_groups:
        return warning(
            NAME,
            "The bot does not see who could join or own a group through PIM for Groups.",
            f"Grant {PIM_FOR_GROUPS.least} and set TAP_PIM_FOR_GROUPS to true, unless nobody "
            "in this tenant is eligible for a group.",
        )
    held = ", ".join(sorted(claims.roles - {LOOK_AT_APPLICATION}))
    besides = f" {LOOK_AT_APPLICATION} is for the doctor." * (LOOK_AT_APPLICATION in claims.roles)
    return fine(NAME, f"All that the bot needs and nothing more: {held}.{besides}")


def _not_granted(lacking: Sequence[Need]) -> Finding:
    words = [f"{need.least} ({need.purpose})" for need in lacking]
    without = " Without PIM for Groups, set TAP_PIM_FOR_GROUPS to false instead."
    return problem(
        NAME,
        f"Not granted: {', '.join(words)}.",
        f"{PORTAL}, API permissions, Microsoft Graph, Application permissions; then grant "
        "admin consent. Tokens that the bot has already stay as they are for an hour."
        + without
        * (PIM_FOR_GROUPS in lacking),
    )


def secret(identity: Identity, claims: Claims) -> Finding:
    """A secret can be copied by whoever sees it once, and this one opens every account."""
    name = "credential"
    held = sorted(claims.roles & MAKE_PASSES)
    if not held or _uses_no_secret(identity):
        return fine(name, f"{_described(identity).capitalize()} signs in without a client secret.")
    return warning(
        name,
        f"A client secret holds {held[0]}: whoever reads it can make a pass for anybody.",
        "Use a certificate, or give Graph a managed identity of its own (TAP_GRAPH_APP_TYPE).",
    )


def whose(identity: Identity, tenant_id: str, claims: Claims) -> Finding | None:
    """What is wrong with whom the token is for, if anything."""
    if claims.tenant_id != tenant_id:
        return problem(
            _sign_in(GRAPH),
            f"The token is of tenant {claims.tenant_id}, the settings say {tenant_id}.",
            "Run the bot where its managed identity is, or correct MicrosoftAppTenantId.",
        )
    if identity.app_id is not None and claims.app_id != identity.app_id.lower():
        return problem(
            _sign_in(GRAPH),
            f"The token is of application {claims.app_id}, the settings say {identity.app_id}.",
            "Correct TAP_GRAPH_APP_ID, or MicrosoftAppId where Graph has no identity of its own.",
        )
    return None


def _sign_in(where: str) -> str:
    return f"sign-in to {where}"


def _uses_no_secret(identity: Identity) -> bool:
    return identity.app_type is not AppType.SINGLE_TENANT or identity.certificate is not None


def _described(identity: Identity) -> str:
    if identity.app_type in {AppType.USER_ASSIGNED_MSI, AppType.SYSTEM_ASSIGNED_MSI}:
        return f"managed identity {identity.app_id or 'of this machine'}"
    return f"application {identity.app_id}"


def _usual(identity: Identity) -> str:
    if identity.app_type is AppType.SINGLE_TENANT:
        return "Can this machine reach the login's address, and is the credential in the settings?"
    return "Does the bot run in Azure, with this managed identity assigned to it?"
