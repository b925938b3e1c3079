"""Between Teams and the bot: passes everything on and keeps what the bot answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from tests.stories.town import Town


@asynccontextmanager
async def wiretapped(town: Town) -> AsyncIterator[list[str]]:
    """Hands out the answers as they come: status, headers and body of each."""
    bot, answers = town.sandbox.teams.bot_endpoint, list[str]()

    async def pass_on(request: web.Request) -> web.Response:
        async with session.post(bot, data=await request.read(), headers=request.headers) as answer:
            body = await answer.read()
        answers.append(f"{answer.status} {dict(answer.headers)} {body.decode()}")
        return web.Response(status=answer.status, body=body, content_type=answer.content_type)

    app = web.Application()
    app.router.add_post("/", pass_on)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        town.sandbox.teams.bot_endpoint = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        try:
            yield answers
        finally:
            town.sandbox.teams.bot_endpoint = bot
            await runner.cleanup()
