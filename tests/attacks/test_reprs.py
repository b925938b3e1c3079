"""Whatever holds a secret does not show it when it is printed, formatted or raised."""

import dataclasses
import importlib
import json
import traceback
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.config import Settings
from bot.domain.terms import NewPass
from bot.domain.views import CodeView
from bot.graph.answers import read_answer
from bot.graph.credentials import Certificate, Secret, Session, acquirer
from bot.graph.tokens import MsalTokens
from bot.identities import AppType, Identity
from bot.ops.microsoft import of_settings
from bot.sandbox.server import Sandbox
from bot.store.failures import StoreUnusable
from bot.store.sql_store import open_store
from cards.draw import draw
from tests.domain.stages import PASS, STAGES, TRACE
from tests.own_code import OWN, listed

CANARY = "canary-7f3a9e51-which-opens-nothing"
ID = "72e2eb87-c124-4bd9-8e01-a447a1752058"
AUTHORITY = "https://127.0.0.1:1/tenant"
SECRET_NAMES = {"code", "secret", "passphrase", "password", "token", "key", "proof", "audit_key"}
REQUEST = next(iter(STAGES.values()))
SETTINGS = Settings.model_validate(
    {
        "MicrosoftAppId": ID,
        "MicrosoftAppPassword": CANARY,
        "MicrosoftAppTenantId": ID,
        "TAP_GRAPH_APP_ID": ID,
        "TAP_GRAPH_APP_PASSWORD": CANARY,
        "TAP_REQUESTER_GROUPS": ID,
        "TAP_APPROVER_GROUPS": ID,
        "TAP_AUDIT_KEY": CANARY,
        "DATABASE_URL": f"postgresql://tap:{CANARY}@db.example/tap",
    }
)
SECRET = Secret(ID, CANARY)
HOLDERS: dict[str, object] = {
    "NewPass": NewPass(PASS, CANARY, TRACE),
    "CodeView": CodeView(REQUEST, CANARY),
    "Drawn": draw(CodeView(REQUEST, CANARY)),
    "Settings": SETTINGS,
    "Identity": Identity(AppType.SINGLE_TENANT, ID, CANARY, None, CANARY),
    "Secret": SECRET,
    "Certificate": Certificate(ID, Path("bot.pem"), CANARY),
    "Microsoft": of_settings(SETTINGS),
    "MsalTokens": MsalTokens(SECRET, AUTHORITY, "scope"),
    "what asks msal": acquirer(SECRET, AUTHORITY, "scope", Session),
    "Graph's answer": read_answer(httpx.Response(201, json={"temporaryAccessPass": CANARY})),
}


def shown(holder: object) -> str:
    """All ways in which it may get into a log, a failed assertion or a crash report."""
    by_field = vars(holder) if hasattr(holder, "__dict__") else {}
    own = holder.__doc__ if not dataclasses.is_dataclass(holder) else ""
    return f"{holder!r} {holder} {[holder]!r} {own} {list(map(repr, by_field.values()))}"


@pytest.mark.parametrize("name", HOLDERS)
def test_what_holds_a_secret_does_not_show_it(name: str) -> None:
    assert CANARY not in shown(HOLDERS[name])


def test_every_field_that_may_hold_a_secret_stays_out_of_reprs() -> None:
    offenders = [
        f"{kind.__module__}.{kind.__qualname__}.{field.name}"
        for kind in own_dataclasses()
        for field in dataclasses.fields(kind)
        if field.name in SECRET_NAMES and field.repr
    ]

    assert not offenders, listed(offenders)


def own_dataclasses() -> list[Any]:
    modules = [
        importlib.import_module(module.name)
        for module in OWN
        if module.name.startswith("bot.")
        and not module.name.startswith(("bot.sandbox", "bot.store.migrations"))
    ]
    kinds = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    return [kind for kind in kinds if dataclasses.is_dataclass(kind)]


async def test_tokens_that_are_kept_are_not_shown() -> None:
    async with Sandbox() as sandbox:
        tokens = MsalTokens(
            Secret(sandbox.app_id, sandbox.app_secret),
            f"{sandbox.login}/{sandbox.tenant_id}",
            f"{sandbox.graph}/.default",
            lambda: Session(str(sandbox.ca_file), through_proxies=False),
        )
        token = await tokens.token()

    assert token.count(".") == 2
    assert token not in shown(tokens)


async def test_a_sign_in_that_fails_tells_no_secret() -> None:
    async with Sandbox() as sandbox:
        tokens = MsalTokens(
            Secret(sandbox.app_id, CANARY),
            f"{sandbox.login}/{sandbox.tenant_id}",
            f"{sandbox.graph}/.default",
            lambda: Session(str(sandbox.ca_file), through_proxies=False),
        )
        with pytest.raises(Exception, match="sign-in") as raised:
            await tokens.token()

    assert CANARY not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    "url", [f"postgresql://tap:{CANARY}@[db/tap", f"oracle://tap:{CANARY}@db.example/tap"]
)
async def test_an_address_of_a_database_that_is_wrong_tells_no_password(url: str) -> None:
    with pytest.raises(StoreUnusable) as raised:
        await open_store(url)

    assert CANARY not in "".join(traceback.format_exception(raised.value))


def test_a_setting_that_is_wrong_is_not_repeated() -> None:
    wrong = {"MicrosoftAppPassword": [CANARY], "TAP_AUDIT_KEY": 5, "MicrosoftAppTenantId": ID}

    with pytest.raises(ValueError, match="validation error") as raised:
        Settings.model_validate(wrong)

    assert CANARY not in "".join(traceback.format_exception(raised.value))


def test_a_summary_says_nothing_of_the_code() -> None:
    drawn = draw(CodeView(STAGES["issued"], CANARY))

    assert CANARY in json.dumps(drawn.card)
    assert CANARY not in f"{drawn.summary} {drawn.text}"
