"""The doctor's round: whatever one check finds, the others go on."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.graph.certificate_file import CertificateFile, read_certificate_file
from bot.graph.claims import read_claims
from bot.graph.client import GraphClient, open_http
from bot.graph.fields import UnreadableError
from bot.graph.knock import knock
from bot.ops.checks import sign_in
from bot.ops.checks.application import check_certificate
from bot.ops.checks.database import check_database
from bot.ops.checks.finding import Finding, fine, unseen
from bot.ops.checks.manifest import check_manifest
from bot.ops.checks.network import clock, reachable
from bot.ops.installation import Installation
from bot.ops.seen import seen
from bot.ops.tenant_round import TenantRound
from bot.ports import Failure
from bot.store.condition import Records, look_at
from bot.store.failures import StoreUnusable

Certificate = CertificateFile | UnreadableError
StoreTrouble = StoreUnusable | Failure


async def examine(
    installation: Installation, package: Path | None = None
) -> AsyncIterator[Finding]:
    """Every finding as soon as it is made; what depends on something comes after it."""
    yield fine("settings", "All settings are there, and none contradicts another.")
    yield check_manifest(installation.microsoft.trust.app_id, installation.publisher, package)
    certificates = dict(_read_certificates(installation))
    for setting, found in certificates.items():
        yield check_certificate(setting, found, datetime.now(UTC))
    records = await _look_at_records(installation.database)
    yield check_database(records)
    async for finding in _examine_microsoft(installation, certificates, records):
        yield finding


async def _examine_microsoft(
    installation: Installation,
    certificates: Mapping[str, Certificate],
    records: Records | StoreTrouble,
) -> AsyncIterator[Finding]:
    microsoft = installation.microsoft
    async with (
        aiohttp.ClientSession(trust_env=microsoft.through_proxies) as session,
        open_http(microsoft.ca_file, through_proxies=microsoft.through_proxies) as http,
    ):
        at_login, at_graph, for_teams, for_graph = await asyncio.gather(
            knock(http, installation.login),
            knock(http, f"{microsoft.graph}/v1.0/"),
            seen(microsoft.bot_tokens.token()),
            seen(microsoft.graph_tokens.token()),
        )
        yield reachable("login", installation.login, at_login)
        yield reachable("Graph", microsoft.graph, at_graph)
        yield clock(at_login, at_graph)
        yield sign_in.token(sign_in.TEAMS, installation.bot, for_teams)
        yield sign_in.token(sign_in.GRAPH, installation.graph, for_graph)
        if not isinstance(for_graph, str) or not at_graph.answered:
            yield unseen("tenant", "Not looked at: policy, groups, people and application.")
            return
        for finding in _judge_token(installation, for_graph):
            yield finding
        readable = {
            setting: found
            for setting, found in certificates.items()
            if isinstance(found, CertificateFile)
        }
        heard = records.service_url if isinstance(records, Records) else None
        graph = GraphClient(http, microsoft.graph_tokens, microsoft.graph)
        tenant = TenantRound(installation, session, graph, readable, heard)
        async for finding in tenant.examine(reach=isinstance(for_teams, str)):
            yield finding


def _judge_token(installation: Installation, token: str) -> Iterator[Finding]:
    try:
        claims = read_claims(token)
    except UnreadableError as error:
        yield unseen(sign_in.NAME, f"Could not look at what the token permits: {error}.")
        return
    tenant_id = installation.microsoft.trust.tenant_id
    if wrong := sign_in.whose(installation.graph, tenant_id, claims):
        yield wrong
    pim_for_groups = installation.desk.sees_pim_for_groups
    yield sign_in.permissions(claims, pim_for_groups=pim_for_groups)
    yield sign_in.secret(installation.graph, claims)


def _read_certificates(installation: Installation) -> Iterator[tuple[str, Certificate]]:
    for setting, (file, passphrase) in installation.certificates.items():
        try:
            yield setting, read_certificate_file(file, passphrase)
        except UnreadableError as error:
            yield setting, error


async def _look_at_records(url: str) -> Records | StoreTrouble:
    try:
        return await look_at(url)
    except (StoreUnusable, Failure) as trouble:
        return trouble
