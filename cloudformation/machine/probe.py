"""`python -m cloudformation.machine.probe PROCESS HOST:PORT` ends with 0 if the process serves.

It makes the load balancer's health check: gRPC health, or the bff's readiness.
"""

import sys
import urllib.error
import urllib.request

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

_TIMEOUT = 5.0


def serves(process: str, address: str) -> bool:
    """Whether the process at "host:port" reports that it serves."""
    _, _, port = address.rpartition(":")
    local = f"127.0.0.1:{port}"
    return _is_ready(local) if process == "bff" else _is_serving(local)


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/readyz", timeout=_TIMEOUT) as response:  # nosec B310  # this machine
            return bool(response.status == 200)  # noqa: PLR2004 (OK)
    except OSError:
        return False


def _is_serving(address: str) -> bool:
    with grpc.insecure_channel(address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        request = health_pb2.HealthCheckRequest()
        try:
            response = stub.Check(request, timeout=_TIMEOUT, wait_for_ready=True)  # type: ignore[attr-defined]
        except grpc.RpcError:
            return False
    return bool(response.status == health_pb2.HealthCheckResponse.SERVING)


if __name__ == "__main__":
    sys.exit(not serves(*sys.argv[1:]))
