"""The edge's log, and its alarm: both must be where CloudFront is."""

from troposphere import GetAtt, Join, Ref, Sub, Template
from troposphere.logs import Delivery, DeliveryDestination, DeliverySource

from cloudformation.config.environment import Environment
from cloudformation.stacks.observability.alarms import Alarms
from cloudformation.stacks.resources import tags

FIELDS = (
    *("date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)"),
    *("cs-uri-stem", "sc-status", "cs(User-Agent)", "x-edge-result-type", "x-edge-request-id"),
    *("x-host-header", "cs-protocol", "cs-bytes", "time-taken", "ssl-protocol", "ssl-cipher"),
    *("x-edge-response-result-type", "cs-protocol-version", "time-to-first-byte"),
    *("x-edge-detailed-result-type", "sc-content-type", "sc-content-len"),
)
"""What is written down of a request. By itself CloudFront would add cookies, queries and where the
shopper came from: tokens, and what people look for."""


def add(built: Template, environment: Environment) -> None:
    """Deliver the log of every request to the logs bucket, and tell when too many fail."""
    name = f"{environment.prefix}-edge"
    source = built.add_resource(
        DeliverySource(
            "LogSource",
            Name=name,
            LogType="ACCESS_LOGS",
            ResourceArn=Sub(
                "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"
            ),
            Tags=tags(environment, "edge"),
        )
    )
    destination = built.add_resource(
        DeliveryDestination(
            "LogDestination",
            Name=name,
            OutputFormat="json",
            DestinationResourceArn=Join("", [Ref("LogsBucketArn"), "/cloudfront"]),
            Tags=tags(environment, "edge"),
        )
    )
    built.add_resource(
        Delivery(
            "LogDelivery",
            DeliverySourceName=Ref(source),
            DeliveryDestinationArn=GetAtt(destination, "Arn"),
            RecordFields=list(FIELDS),
            Tags=tags(environment, "edge"),
        )
    )
    Alarms(built, environment).add(
        "EdgeErrors",
        "One in a hundred requests to the shop fails",
        namespace="AWS/CloudFront",
        metric="5xxErrorRate",
        dimensions={"DistributionId": Ref("Distribution"), "Region": "Global"},
        statistic="Average",
        above=1,
        minutes=5,
    )
