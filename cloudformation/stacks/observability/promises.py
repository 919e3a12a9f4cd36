"""What the store promises its buyers, and the alarms that sound while a promise is being broken.

An error budget is the share of failures that a promise leaves room for in thirty days. The burn
rate is how many times faster than that it is used up. An alarm looks at two windows: the long one
says that it matters, the short one that it still goes on. Windows and rates are those of the
chapter "Alerting on SLOs" in Google's Site Reliability Workbook, without the longest, of three
days.
"""

from dataclasses import dataclass

from troposphere import Template

from cloudformation.config.environment import Environment
from cloudformation.stacks.observability import log_metrics
from cloudformation.stacks.observability.alarm_builder import AlarmBuilder
from cloudformation.stacks.observability.metric_math import query

MIN_FAILURES = 2
"""One failure in a quiet hour is no trend, whatever share it is."""
FAILED_ORDERS = "FailedOrders"
"""The metric of release_alarms.py."""
MAX_WAIT = 300
"""Seconds until a buyer is told."""


@dataclass(frozen=True, slots=True)
class Window:
    """A burn rate that is too high over a long and over a short window, in seconds."""

    long: int
    short: int
    rate: float


FAST = (Window(3600, 300, 14.4), Window(6 * 3600, 1800, 6))
"""Two per cent of the budget in an hour, or five in six hours."""
SLOW = (Window(24 * 3600, 2 * 3600, 3),)
"""Ten per cent of the budget in a day."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A share of events that go well, and the metrics that count all and the others."""

    title: str
    text: str
    goal: float
    all: str
    failed: str
    answer: str


PROMISES = (
    Promise(
        "OrdersAnswered",
        "an order is answered, 99.9 %",
        0.999,
        "Orders",
        FAILED_ORDERS,
        "Run the saved query 'failed requests' for the bff, then 'refusals and errors' for the"
        " service that it names; after a release, roll back",
    ),
    Promise(
        "BuyersTold",
        "a buyer is told within five minutes, 99 %",
        0.99,
        "BuyersTold",
        "BuyersToldLate",
        "Run the saved query 'not delivered': it names the receiver that fails. Once SNS or SES"
        " answers again the worker catches up; parked messages need python -m orders.outbox",
    ),
)


def add(template: Template, environment: Environment, builder: AlarmBuilder) -> None:
    """Add the metrics of the promises that no other file has, and the alarms."""
    _add_metrics(template, environment)
    for promise in PROMISES:
        for window in (*FAST, *SLOW):
            _add_part(environment, builder, promise, window.long, window.rate, MIN_FAILURES)
            _add_part(environment, builder, promise, window.short, window.rate, 1)
        for speed, windows, urgency in (
            ("Fast", FAST, "now: at this speed the budget of a month lasts two to five days"),
            ("Slow", SLOW, "today: at this speed the budget of a month lasts ten days"),
        ):
            builder.combine(
                f"{promise.title}{speed}",
                f"The promise is being broken that {promise.text}. Look {urgency}",
                promise.answer,
                [[_part(promise, window.long), _part(promise, window.short)] for window in windows],
            )


def _add_metrics(template: Template, environment: Environment) -> None:
    log_metrics.add(
        template,
        environment,
        "Orders",
        "bff",
        '{ $.message = "request" && $.method = "POST" && $.route = "/orders" }',
    )
    told = '$.logger = "tienda.outbox" && $.kind = "tell.*"'
    log_metrics.add(
        template,
        environment,
        "BuyersTold",
        "orders",
        f'{{ {told} && ($.message = "delivered" || $.message = "parked") }}',
    )
    log_metrics.add(
        template,
        environment,
        "BuyersToldLate",
        "orders",
        f'{{ {told} && ($.message = "parked" ||'
        f' ($.message = "delivered" && $.waited > {MAX_WAIT})) }}',
    )


def _add_part(
    environment: Environment,
    builder: AlarmBuilder,
    promise: Promise,
    seconds: int,
    rate: float,
    least: int,
) -> None:
    namespace = log_metrics.namespace(environment)
    budget = round(1 - promise.goal, 6)
    builder.add_part(
        _part(promise, seconds),
        f"Over {_span(seconds)} the budget has burned more than {rate} times too fast of the"
        f" promise that {promise.text}",
        metrics=[
            query("failed", namespace, promise.failed, {}, "Sum", seconds),
            query("every", namespace, promise.all, {}, "Sum", seconds),
        ],
        formula=f"IF(FILL(failed, 0) >= {least}, FILL(failed, 0) / FILL(every, 1) / {budget}, 0)",
        above=rate,
    )


def _part(promise: Promise, seconds: int) -> str:
    return f"{promise.title}{_span(seconds)}"


def _span(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{rest // 60}m" if rest else f"{hours}h"
