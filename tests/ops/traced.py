"""A story in a process of its own, traced where that is asked for; prints what must be hidden."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from bot.ops.serving import traced
from tests.ops.serving import served


async def story(folder: Path) -> list[str]:
    """What no span may hold."""
    async with served(folder) as (town, _):
        await town.issued()
        people = [town.person(key) for key in ("rita", "adam", "uma")]
        told = [word for person in people for word in (person.id, person.name, person.upn)]
        return [*told, town.code_of("uma"), town.sandbox.app_secret, "Lost phone"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, traced():
        hidden = asyncio.run(story(Path(folder)))
    sys.stdout.write(json.dumps(hidden))


if __name__ == "__main__":
    main()
