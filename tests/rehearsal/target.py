"""`python -m tests.rehearsal.target NAME`: a target of a load balancer, for tests of it.

Answers HTTP on port 8080 with its name, and gRPC's health on port 9000.
"""

import asyncio
import sys

import grpc
from aiohttp import web
from grpc_health.v1 import health_pb2, health_pb2_grpc


class Health(health_pb2_grpc.HealthServicer):
    async def Check(self, request, context) -> health_pb2.HealthCheckResponse:
        return health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.NOT_SERVING)


async def main(name: str) -> None:
    ready = True

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal ready
        if request.path == "/readyz":
            return web.Response(status=200 if ready else 503)
        if request.path == "/fall-ill":
            ready = False
        if request.path == "/slow":
            response = web.StreamResponse()
            await response.prepare(request)
            await response.write(name.encode())
            await asyncio.sleep(3)
            await response.write(b" to the end")
            return response
        return web.json_response({"name": name, "headers": dict(request.headers)})

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 8080).start()  # noqa: S104 (in a namespace of its own)
    server = grpc.aio.server()
    health_pb2_grpc.add_HealthServicer_to_server(Health(), server)
    server.add_insecure_port("0.0.0.0:9000")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
