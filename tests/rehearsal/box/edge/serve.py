"""`python -m tests.rehearsal.box.edge.serve FOLDER`: the edge, a process of its own in the world.

FOLDER has its certificate, the authority of origins, and the socket file that it is told by.
"""

import asyncio
import ssl
import sys
from pathlib import Path

from aiohttp import web

from tests.rehearsal.box import addresses
from tests.rehearsal.box.edge.functions import Functions
from tests.rehearsal.box.edge.origins import Origins
from tests.rehearsal.box.edge.proxy import Proxy, application


def control(proxy: Proxy, tls: ssl.SSLContext, folder: Path) -> web.Application:
    """Return what the box tells of distributions by."""

    async def put(request: web.Request) -> web.Response:
        proxy.put(await request.json())
        # For new connections; it has the new names too.
        tls.load_cert_chain(folder / "edge.pem", folder / "edge.key")
        return web.Response()

    async def remove(request: web.Request) -> web.Response:
        proxy.remove(await request.json())
        return web.Response()

    async def invalidate(request: web.Request) -> web.Response:
        proxy.invalidate(*await request.json())
        return web.Response()

    app = web.Application(client_max_size=1 << 24)
    app.router.add_post("/put", put)
    app.router.add_post("/remove", remove)
    app.router.add_post("/invalidate", invalidate)
    return app


async def main(folder: Path) -> None:
    origins, functions = Origins(str(folder / "authority.pem")), Functions()
    await origins.start()
    await functions.start()
    proxy = Proxy(origins, functions)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(folder / "edge.pem", folder / "edge.key")
    public = web.AppRunner(application(proxy), access_log=None, auto_decompress=False)
    private = web.AppRunner(control(proxy, tls, folder), access_log=None)
    await public.setup()
    await private.setup()
    await web.TCPSite(public, str(addresses.EDGE), 443, ssl_context=tls).start()
    await web.TCPSite(public, str(addresses.EDGE), 80).start()
    await web.UnixSite(private, str(folder / "control")).start()
    print("open", flush=True)  # noqa: T201 (tells whoever started it)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
