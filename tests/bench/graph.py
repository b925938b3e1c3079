"""A stand-in for Graph that is fast because it asks the sandbox's Graph everything only once.

There are as many targets as a load needs. Each of them looks like Uma: what is asked about one is
asked about her, and her names in the answer become the target's. Passes alone are kept here.
"""

import itertools
import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from yarl import URL

from bot.sandbox.server import Sandbox
from tests.bench.wire import Answer, Asked

OK, CREATED, NO_CONTENT = 200, 201, 204
PASSES = "/authentication/temporaryAccessPassMethods"
NUMBER = re.compile(rb"[Uu]ma (\d{7})")


@dataclass(frozen=True, slots=True)
class Target:
    """The person of this number."""

    number: int

    @property
    def upn(self) -> str:
        return f"uma{self.number:07d}@contoso.com"

    @property
    def name(self) -> str:
        return f"Uma {self.number:07d}"


class Graph:
    """`unknown` are look-ups that the sandbox did not answer as one."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._uma = sandbox.tenant.person("uma")
        self._known: dict[tuple[str, str, bytes], Answer] = {}
        self._session: aiohttp.ClientSession | None = None
        self._passes: dict[str, dict[str, Any]] = {}
        tail = re.escape(self._uma.id[8:])
        self._named = re.compile(rf"(?P<hex>[0-9a-f]{{8}}){tail}|uma(?P<digits>\d{{7}})(?=@|%40)")
        self._numbers = itertools.count()
        self.unknown: set[str] = set()

    async def start(self) -> None:
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    def id_of(self, target: Target) -> str:
        return f"{target.number:08x}{self._uma.id[8:]}"

    def new_target(self) -> Target:
        """Return a person about whom nothing was ever asked."""
        return Target(next(self._numbers))

    def code_for(self, target: Target) -> str:
        """Return the code of every pass of this target."""
        return f"Bench+{target.number:07d}"

    async def answer(self, asked: Asked) -> Answer:
        if asked.path.endswith("/$batch"):
            return await self._batch(json.loads(asked.body)["requests"])
        return await self._one(asked.method, asked.path, asked.body)

    async def _batch(self, steps: list[dict[str, Any]]) -> Answer:
        parts = [await self._part(step) for step in steps]
        return Answer(OK, b'{"responses":[' + b",".join(parts) + b"]}")

    async def _part(self, step: dict[str, Any]) -> bytes:
        body = json.dumps(step["body"]).encode() if "body" in step else b""
        answer = await self._one(step["method"], f"/v1.0{step['url']}", body)
        head = json.dumps(
            {
                "id": step["id"],
                "status": answer.status,
                "headers": {"Content-Type": "application/json"},
            }
        )
        shown = answer.body or b"{}"
        return head[:-1].encode() + b',"body":' + shown + b"}"

    async def _one(self, method: str, path: str, body: bytes) -> Answer:
        target = self._target_in(path)
        if target is None:
            return await self._asked_once(method, path, body)
        if PASSES in path:
            return self._pass(method, target)
        answer = await self._asked_once(method, self._named.sub(self._as_uma, path), body)
        return Answer(answer.status, self._as_target(answer.body, target))

    def _target_in(self, path: str) -> Target | None:
        found = self._named.search(path)
        # Uma herself is in the sandbox.
        if found is None or found[0] == self._uma.id:
            return None
        return Target(int(found["hex"], 16) if found["hex"] else int(found["digits"]))

    def _as_uma(self, found: re.Match[str]) -> str:
        return self._uma.id if found["hex"] else "uma"

    def _as_target(self, body: bytes, target: Target) -> bytes:
        for hers, theirs in (
            (self._uma.id, self.id_of(target)),
            ("uma@contoso.com", target.upn),
            (self._uma.name, target.name),
        ):
            body = body.replace(hers.encode(), theirs.encode())
        return body

    async def _asked_once(self, method: str, path: str, body: bytes) -> Answer:
        key = (method, path, body)
        if key not in self._known:
            self._known[key] = await self._ask(method, path, body)
        return self._known[key]

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        assert self._session is not None
        headers = {"Authorization": f"Bearer {self._sandbox.token()}"}
        if body:
            headers["Content-Type"] = "application/json"
        url = URL(f"{self._sandbox.graph}{path}", encoded=True)
        async with self._session.request(method, url, data=body or None, headers=headers) as found:
            if found.status not in {OK, 404}:
                self.unknown.add(f"{method} {path}: {found.status}")
            return Answer(found.status, await found.read())

    def _pass(self, method: str, target: Target) -> Answer:
        key = self.id_of(target)
        match method:
            case "POST":
                made = _new_pass()
                self._passes[key] = made
                made = made | {"temporaryAccessPass": self.code_for(target)}
                return Answer(CREATED, json.dumps(made).encode())
            case "DELETE":
                self._passes.pop(key, None)
                return Answer(NO_CONTENT)
        held = [self._passes[key]] if key in self._passes else []
        return Answer(OK, json.dumps({"value": held}).encode())


def _new_pass() -> dict[str, Any]:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    return {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod",
        "id": str(uuid.uuid4()),
        "temporaryAccessPass": None,
        "createdDateTime": now,
        "startDateTime": now,
        "lifetimeInMinutes": 60,
        "isUsableOnce": False,
        "isUsable": True,
        "methodUsabilityReason": "EnabledByPolicy",
    }
