"""`python -m cloudformation.machine.probe PROCESS HOST:PORT`: 0 if it says that it serves.

It asks what the load balancer asks: gRPC health, or the bff's readiness.
"""

import sys
import urllib.error
import urllib.request

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

_PATIENCE = 5.0


def serves(process: str, address: str) -> bool:
    """Whether the process at "host:port" says that it serves."""
    _, _, port = address.rpartition(":")
    here = f"127.0.0.1:{port}"
    return _is_ready(here) if process == "bff" else _is_serving(here)


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/readyz", timeout=_PATIENCE) as answer:  # nosec B310  # this machine
            return bool(answer.status == 200)  # noqa: PLR2004 (OK)
    except OSError:
        return False


def _is_serving(address: str) -> bool:
    with grpc.insecure_channel(address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        request = health_pb2.HealthCheckRequest()
        try:
            answer = stub.Check(request, timeout=_PATIENCE, wait_for_ready=True)  # type: ignore[attr-defined]
        except grpc.RpcError:
            return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


if __name__ == "__main__":
    sys.exit(not serves(*sys.argv[1:]))
