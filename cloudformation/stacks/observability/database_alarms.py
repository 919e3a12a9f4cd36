"""The alarms on the database."""

from typing import Any

from troposphere import Ref

from cloudformation.config.environment import Environment
from cloudformation.config.sizes import DATABASE_MEMORY, MAX_CONNECTIONS, credits_an_hour
from cloudformation.stacks.observability.alarm_builder import AlarmBuilder

GIB = 1024**3
MIN_DATABASE_MEMORY = 128 * 1024**2
"""Bytes: what a dozen connections of PostgreSQL take."""


def add(builder: AlarmBuilder, environment: Environment) -> None:
    """Add the alarms."""
    common: dict[str, Any] = {
        "namespace": "AWS/RDS",
        "dimensions": {"DBInstanceIdentifier": Ref("DatabaseIdentifier")},
    }
    builder.add(
        "DatabaseCpu",
        "The database has been above 80 % CPU for 10 minutes",
        "Find the statement that takes most in Performance Insights; if all of them grew, choose a"
        " larger database_class",
        metric="CPUUtilization",
        statistic="Average",
        above=80,
        periods=10,
        **common,
    )
    if credits_an_hour(environment.database_class):
        builder.add(
            "DatabaseCredits",
            "The database has used up its CPU credits for an hour: AWS takes money for each more",
            "Choose a larger database_class, or one that is not of the family t4g",
            metric="CPUCreditBalance",
            statistic="Maximum",
            below=5,
            period=300,
            periods=12,
            **common,
        )
    builder.add(
        "DatabaseStorage",
        "The database has less than a tenth of its storage left; RDS adds some, up to a limit",
        "See what grew, and raise database_most_storage before it is reached",
        metric="FreeStorageSpace",
        statistic="Minimum",
        below=environment.database_storage * GIB // 10,
        periods=5,
        **common,
    )
    builder.add(
        "DatabaseMemory",
        "The database is short of memory, and then fails to check the tokens of its users",
        "Close what is left open, such as a person's session; otherwise choose a larger"
        " database_class",
        metric="FreeableMemory",
        statistic="Minimum",
        below=max(MIN_DATABASE_MEMORY, DATABASE_MEMORY[environment.database_class] * GIB // 20),
        periods=5,
        **common,
    )
    builder.add(
        "DatabaseConnections",
        "More than 80 % of the connections that the database allows are open",
        "Lower database_pool_size or the fleets' most, or choose a larger database_class",
        metric="DatabaseConnections",
        statistic="Maximum",
        above=MAX_CONNECTIONS[environment.database_class] * 8 // 10,
        periods=5,
        **common,
    )
