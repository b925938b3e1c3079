"""Draw every card in every language, theme and width, and name what is wrong with them."""

import asyncio
import sys
from pathlib import Path

import click

from cards.samples import samples_in_every_language
from tests.render.studio import WIDTHS, Theme, listed, studio


async def draw_all(folder: Path, theme: Theme, width: int) -> list[tuple[str, str]]:
    async with studio(theme, width) as room:
        return [
            (f"{name}-{theme}-{width}", problem)
            for name, card in samples_in_every_language().items()
            for problem in await room.problems(card, folder / f"{name}-{theme}-{width}")
        ]


async def main(folder: Path) -> None:
    rooms = [(theme, width) for theme in Theme for width in WIDTHS]
    problems = [each for room in rooms for each in await draw_all(folder, *room)]
    click.echo(f"{len(samples_in_every_language())} cards, each in {len(rooms)} rooms, in {folder}")
    if problems:
        sys.exit(listed(problems))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
