"""Saved queries of CloudWatch Logs Insights: an operator's questions to the logs.

They are in the console under Logs Insights, Queries, in the store's folder. Saving them costs
nothing; running one costs about 0.006 US dollars for each GB of logs that it reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from troposphere import Template
from troposphere.logs import QueryDefinition

from cloudformation.config.environment import GRPC_PORTS, Environment
from cloudformation.config.settings import BOOTS, SERVICES

_ALL = tuple(SERVICES)
_GRPC = tuple(GRPC_PORTS)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question, the processes whose logs it is put to, and the steps of the query."""

    processes: Sequence[str]
    steps: Sequence[str]


QUERIES: Mapping[str, SavedQuery] = {
    "failed requests": SavedQuery(
        ("bff",),
        (
            'filter message = "request" and status >= 500',
            "stats count(*) as failed by route, method, status, bin(5m) as time",
            "sort time desc",
        ),
    ),
    "slow requests": SavedQuery(
        ("bff",),
        (
            'filter message = "request"',
            "stats pct(ms, 99) as p99, pct(ms, 50) as p50, count(*) as requests by route, method",
            "sort p99 desc",
        ),
    ),
    "one request everywhere (write its id)": SavedQuery(
        _ALL,
        (
            "fields @timestamp, service, message, method, route, status, ms, reason, exc_info",
            'filter request_id = "X-REQUEST-ID"',
            "sort @timestamp asc",
        ),
    ),
    "failed calls": SavedQuery(
        _GRPC,
        (
            'filter message = "call" and status != "OK"',
            "stats count(*) as calls, pct(ms, 99) as p99 by service, method, status",
            "sort calls desc",
        ),
    ),
    "refusals and errors": SavedQuery(
        _ALL,
        (
            "fields @timestamp, service, message, method, reason, detail, error, exc_info",
            'filter level = "ERROR" or logger = "tienda.faults"',
            "sort @timestamp desc",
            "limit 200",
        ),
    ),
    "backlog of the outbox": SavedQuery(
        ("orders", "users"),
        (
            'filter message = "outbox"',
            "stats max(oldest_seconds) as oldest, max(parked) as stuck by service, bin(5m) as time",
            "sort time desc",
        ),
    ),
    "not delivered": SavedQuery(
        ("orders", "users"),
        (
            'filter logger = "tienda.outbox" and ispresent(error)',
            "stats count(*) as failed, latest(detail) as last by service, kind, message, error",
            "sort failed desc",
        ),
    ),
    "buyers told late": SavedQuery(
        ("orders",),
        (
            'filter logger = "tienda.outbox" and kind like /^tell/ and waited > 300',
            "fields @timestamp, kind, subject, waited, attempts",
            "sort waited desc",
        ),
    ),
    "memory and disk of machines": SavedQuery(
        _ALL,
        (
            'filter message = "machine"',
            "stats max(memory_used) as memory, max(disk_used) as disk by service, @logStream",
            "sort memory desc",
        ),
    ),
    "log-ins and changes by admins": SavedQuery(
        _ALL,
        (
            "fields @timestamp, service, message, method, account, outcome, reason",
            'filter logger = "tienda.audit"',
            "sort @timestamp desc",
        ),
    ),
    "boots that failed": SavedQuery(
        (BOOTS,), ("fields @timestamp, @logStream, @message", "sort @timestamp desc", "limit 20")
    ),
}


def add(template: Template, environment: Environment) -> None:
    """Add the queries."""
    for name, query in QUERIES.items():
        words = name.partition(" (")[0].replace("-", " ").split()
        template.add_resource(
            QueryDefinition(
                f"Query{''.join(map(str.title, words))}",
                Name=f"{environment.prefix}/{name}",
                LogGroupNames=[environment.log_group(process) for process in query.processes],
                QueryString="\n| ".join(query.steps),
            )
        )
