"""aiohttp alone answers 401 to everything."""

from aiohttp import web

from tests.bench.programs.given import HOST, given


async def refuse(_request: web.Request) -> web.Response:
    return web.Response(status=401)


def main() -> None:
    app = web.Application()
    app.router.add_post("/api/messages", refuse)
    web.run_app(app, host=HOST, port=given().port, access_log=None, print=None)


if __name__ == "__main__":
    main()
