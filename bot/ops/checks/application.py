"""The application's credentials and owners: what else could speak for the bot, and until when."""

import base64
import binascii
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from bot.graph.certificate_file import CertificateFile
from bot.graph.fields import UnreadableError
from bot.graph.inspection import Application, Credential, CredentialKind
from bot.identities import Identity
from bot.ops.checks.finding import (
    Finding,
    counted,
    fine,
    listed,
    problem,
    unanswered,
    unseen,
    warning,
)
from bot.ops.checks.permissions import LOOK_AT_APPLICATION
from bot.ports import Failure, Trouble

APPLICATION = "application"
_SOON, _URGENT, _LAST = timedelta(days=30), timedelta(days=7), timedelta(days=1)
_RENEW = (
    "Make a new one in Entra admin center, App registrations, Certificates & secrets, put it into "
    "the settings, restart the bot, and delete the old one."
)


def check_certificate(
    setting: str, found: CertificateFile | UnreadableError, now: datetime
) -> Finding:
    if isinstance(found, UnreadableError):
        remedy = f"{setting} takes a PEM file with certificate and key, or a PFX file."
        return problem("certificate", f"{setting}: {found}.", remedy)
    return _ending("certificate", f"The certificate of {setting}", found.ends, now)


def check_application(
    found: Application | Failure | None,
    identity: Identity,
    certificate: CertificateFile | None,
    desk: Collection[str],
    now: datetime,
) -> Iterator[Finding]:
    """`certificate` is the one that the identity signs in with, if it is one."""
    match found:
        case None:
            yield warning(
                APPLICATION,
                f"Application {identity.app_id} is not registered in this tenant: its owners "
                "elsewhere can sign in as the bot.",
                "Register an application of your own, single tenant.",
            )
        case Failure(trouble=Trouble.PERMISSION):
            yield unseen(
                APPLICATION,
                f"Could not look at its owners and credentials: that takes {LOOK_AT_APPLICATION}.",
            )
        case Failure():
            yield unanswered(APPLICATION, found, LOOK_AT_APPLICATION)
        case Application():
            yield from _secret_ending(found, identity, now)
            yield _others(found, identity, certificate, now)
            yield _owners(found, desk)


def managed(identity: Identity) -> Finding:
    name = identity.app_id or "of this machine"
    return fine(APPLICATION, f"Managed identity {name}: nobody holds a credential of it.")


def _secret_ending(found: Application, identity: Identity, now: datetime) -> Iterator[Finding]:
    """A certificate's end stands in its file, a secret's is known to Entra alone."""
    own = [one for one in found.credentials if _is_secret_of(one, identity)]
    if own:
        ends = max(one.ends for one in own)
        yield _ending("client secret", f"The client secret of {found.name}", ends, now)


def _ending(name: str, what: str, ends: datetime, now: datetime) -> Finding:
    left = ends - now
    day = f"{ends:%Y-%m-%d}"
    if left <= timedelta():
        return problem(name, f"{what} ended on {day}.", _RENEW)
    if left <= _LAST:
        return problem(name, f"{what} ends within a day, at {ends:%Y-%m-%d %H:%M} UTC.", _RENEW)
    if left <= _URGENT:
        return problem(name, f"{what} ends in {left.days} days, on {day}.", _RENEW)
    if left <= _SOON:
        return warning(name, f"{what} ends in {left.days} days, on {day}.", _RENEW)
    return fine(name, f"{what} is good until {day}.")


def _others(
    found: Application, identity: Identity, certificate: CertificateFile | None, now: datetime
) -> Finding:
    name = "credentials"
    others = [
        f"{one.kind} '{one.name}'"
        for one in found.credentials
        if now < one.ends
        and not _is_secret_of(one, identity)
        and not _is_certificate(one, certificate)
    ]
    if not others:
        return fine(name, f"{found.name} has no credential besides the one that the bot uses.")
    return warning(
        name,
        f"{found.name} has {counted(len(others), 'other credential', 'other credentials')}: "
        f"{listed(others)}. Whoever has one can do what the bot can.",
        "Delete what is not used: Entra admin center, App registrations, Certificates & secrets.",
    )


def _owners(found: Application, desk: Collection[str]) -> Finding:
    name = "owners"
    foreign = [
        one.name
        for one in found.owners
        if one.account is None or not one.account.in_good_standing or one.account.person.id in desk
    ]
    if foreign:
        return warning(
            name,
            f"{found.name} is owned by {listed(foreign)}: a guest, a disabled account, another "
            "application or somebody of the desk. An owner can sign in as the bot.",
            "Take them off in Entra admin center, App registrations, Owners.",
        )
    owners = listed([one.name for one in found.owners]) if found.owners else "nobody"
    return fine(name, f"{found.name} is owned by {owners}.")


def _is_secret_of(one: Credential, identity: Identity) -> bool:
    """Entra shows how a secret begins, and no more."""
    own = identity.secret or ""
    in_use = identity.certificate is None and bool(one.mark)
    return one.kind is CredentialKind.SECRET and in_use and own.startswith(one.mark)


def _is_certificate(one: Credential, certificate: CertificateFile | None) -> bool:
    if certificate is None or one.kind is not CredentialKind.CERTIFICATE:
        return False
    # Graph's pages show it as base64 and as hexadecimal digits.
    return one.mark.upper() == certificate.thumbprint.hex().upper() or (
        _decoded(one.mark) == certificate.thumbprint
    )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
