"""The access log of CloudFront and the alarm on its errors, both in CloudFront's region."""

from troposphere import GetAtt, Join, Ref, Sub, Template
from troposphere.logs import Delivery, DeliveryDestination, DeliverySource

from cloudformation.config.environment import Environment
from cloudformation.stacks.observability.alarm_builder import AlarmBuilder
from cloudformation.stacks.resources import tags

LOG_FIELDS = (
    *("date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)"),
    *("cs-uri-stem", "sc-status", "cs(User-Agent)", "x-edge-result-type", "x-edge-request-id"),
    *("x-host-header", "cs-protocol", "cs-bytes", "time-taken", "ssl-protocol", "ssl-cipher"),
    *("x-edge-response-result-type", "cs-protocol-version", "time-to-first-byte"),
    *("x-edge-detailed-result-type", "sc-content-type", "sc-content-len"),
)
"""The logged fields of a request. CloudFront's default also has cookies, query and referer, which
hold tokens and what people search for."""


def add(template: Template, environment: Environment) -> None:
    """Add the delivery of the access log to the logs bucket, and an alarm on the error rate."""
    name = f"{environment.prefix}-edge"
    source = template.add_resource(
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
    destination = template.add_resource(
        DeliveryDestination(
            "LogDestination",
            Name=name,
            OutputFormat="json",
            DestinationResourceArn=Join("", [Ref("LogsBucketArn"), "/cloudfront"]),
            Tags=tags(environment, "edge"),
        )
    )
    template.add_resource(
        Delivery(
            "LogDelivery",
            DeliverySourceName=Ref(source),
            DeliveryDestinationArn=GetAtt(destination, "Arn"),
            RecordFields=list(LOG_FIELDS),
            Tags=tags(environment, "edge"),
        )
    )
    AlarmBuilder(template, environment).add(
        "EdgeErrors",
        "One in a hundred requests to the shop fails",
        "Look at the other alarms; without any, at the graphs of CloudFront and its origins",
        namespace="AWS/CloudFront",
        metric="5xxErrorRate",
        dimensions={"DistributionId": Ref("Distribution"), "Region": "Global"},
        statistic="Average",
        above=1,
        periods=5,
    )
