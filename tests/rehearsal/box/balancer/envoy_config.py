"""What Envoy reads: its start, listeners, routes, clusters and their endpoints."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.rehearsal.model import Listener, LoadBalancer, TargetGroup

_TYPES = "type.googleapis.com/envoy"
_CONNECT_TIMEOUT = "10s"
"""As ELB's."""
_UNLIMITED = 1_000_000
_HTTP = "extensions.upstreams.http.v3.HttpProtocolOptions"


def bootstrap(name: str, folder: Path) -> dict[str, Any]:
    """Return the configuration that Envoy starts with; all else is in files of `folder`."""
    return {
        "node": {"id": name, "cluster": name},
        "admin": {"address": {"pipe": {"path": str(folder / "admin")}}},
        "dynamic_resources": {
            "lds_config": _file(folder / "lds.json"),
            "cds_config": _file(folder / "cds.json"),
        },
    }


def _file(path: Path) -> dict[str, Any]:
    return {"path_config_source": {"path": str(path)}, "resource_api_version": "V3"}


def listener(
    balancer: LoadBalancer, entry: Listener, folder: Path, certificate: tuple[Path, Path] | None
) -> dict[str, Any]:
    """Return a listener, whose routes are in a file of their own: a new rule ends no connection."""
    idle = f"{balancer.attributes.get('idle_timeout.timeout_seconds', '60')}s"
    manager = {
        "@type": _type("extensions.filters.network.http_connection_manager.v3"),
        "stat_prefix": route_name(entry),
        "rds": {
            "route_config_name": route_name(entry),
            "config_source": _file(folder / f"{route_name(entry)}.json"),
        },
        # X-Forwarded-For gets the client's address, X-Forwarded-Proto its protocol.
        "use_remote_address": True,
        "generate_request_id": False,
        "server_header_transformation": "PASS_THROUGH",
        "stream_idle_timeout": idle,
        "common_http_protocol_options": {"idle_timeout": idle},
        "local_reply_config": {"mappers": [_bad_gateway()]},
        "http_filters": [
            {
                "name": "router",
                "typed_config": {
                    "@type": f"{_TYPES}.extensions.filters.http.router.v3.Router",
                    "suppress_envoy_headers": True,
                },
            }
        ],
    }
    chain: dict[str, Any] = {"filters": [{"name": "http", "typed_config": manager}]}
    if certificate:
        chain["transport_socket"] = _tls(certificate)
    return {
        "@type": f"{_TYPES}.config.listener.v3.Listener",
        "name": route_name(entry),
        "address": {"socket_address": {"address": "0.0.0.0", "port_value": entry.port}},  # noqa: S104
        "filter_chains": [chain],
    }


def _type(package: str) -> str:
    return f"{_TYPES}.{package}.HttpConnectionManager"


def _tls(certificate: tuple[Path, Path]) -> dict[str, Any]:
    chain, key = ({"filename": str(file)} for file in certificate)
    return {
        "name": "tls",
        "typed_config": {
            "@type": f"{_TYPES}.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
            "common_tls_context": {
                "tls_certificates": [{"certificate_chain": chain, "private_key": key}],
                "alpn_protocols": ["h2", "http/1.1"],
            },
        },
    }


def _bad_gateway() -> dict[str, Any]:
    # ELB answers 502 where a target refuses or breaks a connection; Envoy would answer 503.
    flags = {"flags": ["UF", "UC"]}
    return {"filter": {"response_flag_filter": flags}, "status_code": 502}


def route_name(entry: Listener) -> str:
    return f"routes-{entry.port}"


def route_configuration(entry: Listener, routes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the routes of a listener."""
    header = {"key": "X-Forwarded-Port", "value": str(entry.port)}
    return {
        "@type": f"{_TYPES}.config.route.v3.RouteConfiguration",
        "name": route_name(entry),
        "request_headers_to_add": [
            {"header": header, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        ],
        "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": list(routes)}],
        "validate_clusters": False,
    }


def cluster_name(group: TargetGroup) -> str:
    """Return the name of a target group's cluster, which its file has too."""
    return f"{group.name}-{group.id.rpartition('/')[2]}"


def cluster(group: TargetGroup, folder: Path) -> dict[str, Any]:
    """Return the cluster of a target group; its endpoints are in a file of their own."""
    name = cluster_name(group)
    version = "1" if group.protocol_version == "HTTP1" else "2"
    protocol = {"http_protocol_options" if version == "1" else "http2_protocol_options": {}}
    algorithm = group.attributes.get("load_balancing.algorithm.type", "round_robin")
    policy = "LEAST_REQUEST" if algorithm == "least_outstanding_requests" else "ROUND_ROBIN"
    # ELB asks the target with the fewest requests of all; Envoy's default is of two at random.
    tuning: dict[str, Any] = {"selection_method": "FULL_SCAN"} if policy == "LEAST_REQUEST" else {}
    if (slow_start := group.attributes.get("slow_start.duration_seconds", "0")) != "0":
        tuning["slow_start_config"] = {"slow_start_window": f"{slow_start}s"}
    limits = dict.fromkeys(("max_connections", "max_pending_requests", "max_requests"), _UNLIMITED)
    return {
        "@type": f"{_TYPES}.config.cluster.v3.Cluster",
        "name": name,
        "type": "EDS",
        "eds_cluster_config": {"eds_config": _file(folder / f"{name}.json")},
        "connect_timeout": _CONNECT_TIMEOUT,
        "lb_policy": policy,
        f"{policy.lower()}_lb_config": tuning,
        # Where no target is healthy, ELB asks all of them.
        "common_lb_config": {"healthy_panic_threshold": {"value": 1}},
        "circuit_breakers": {"thresholds": [limits]},
        "typed_extension_protocol_options": {
            f"envoy.{_HTTP}": {
                "@type": f"{_TYPES}.{_HTTP}",
                "explicit_http_config": protocol,
            }
        },
    }


def endpoints(group: TargetGroup, targets: Iterable[tuple[str, bool]]) -> dict[str, Any]:
    """Return the endpoints of a cluster: addresses, and whether each is healthy."""
    entries = [
        {
            "endpoint": {
                "address": {"socket_address": {"address": address, "port_value": group.port}}
            },
            "health_status": "HEALTHY" if is_healthy else "UNHEALTHY",
        }
        for address, is_healthy in sorted(targets)
    ]
    return {
        "@type": f"{_TYPES}.config.endpoint.v3.ClusterLoadAssignment",
        "cluster_name": cluster_name(group),
        "endpoints": [{"lb_endpoints": entries}],
    }
