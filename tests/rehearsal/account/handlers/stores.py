"""What moto keeps: buckets, topics, queues, secrets, log groups, parameters, alarms."""

import json
import secrets
import string
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from tests.rehearsal.account import arn
from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made
from tests.rehearsal.account.handlers.base import Functions, listed, named, tags

Clients = Callable[[str, str], Any]


class Stores:
    def __init__(self, clients: Clients) -> None:
        self.bucket_policies: dict[str, Json] = {}
        self._clients = clients

    def handlers(self) -> Mapping[str, Functions]:
        return {
            "AWS::S3::Bucket": Functions(
                self._bucket, self._drop_bucket, frozenset({"BucketName"})
            ),
            "AWS::S3::BucketPolicy": Functions(self._bucket_policy, self._drop_bucket_policy),
            "AWS::SNS::Topic": Functions(self._topic, self._drop_topic, frozenset({"TopicName"})),
            "AWS::SNS::TopicPolicy": Functions(lambda wanted, _: named(wanted.generated_name())),
            "AWS::SNS::Subscription": Functions(
                self._subscription,
                self._drop_subscription,
                frozenset({"Protocol", "Endpoint", "TopicArn"}),
            ),
            "AWS::SQS::Queue": Functions(self._queue, self._drop_queue, frozenset({"QueueName"})),
            "AWS::SQS::QueuePolicy": Functions(self._queue_policy),
            "AWS::SecretsManager::Secret": Functions(
                self._secret, self._drop_secret, frozenset({"Name"})
            ),
            "AWS::Logs::LogGroup": Functions(
                self._log_group, self._drop_log_group, frozenset({"LogGroupName"})
            ),
            "AWS::SSM::Parameter": Functions(
                self._parameter, self._drop_parameter, frozenset({"Name", "Type"})
            ),
            "AWS::SES::EmailIdentity": Functions(
                self._identity, replaced_by=frozenset({"EmailIdentity"})
            ),
            "AWS::CloudWatch::Alarm": Functions(
                self._alarm, self._drop_alarm, frozenset({"AlarmName"})
            ),
        }

    def _client(self, service: str, wanted: Wanted) -> Any:
        return self._clients(service, wanted.stack.region)

    def _bucket(self, wanted: Wanted, made: Made | None) -> Made:
        s3, region = self._client("s3", wanted), wanted.stack.region
        name = made.physical_id if made else wanted.properties.get("BucketName")
        name = name or wanted.generated_name(is_lower=True, longest=63)
        if made is None:
            place = {} if region == "us-east-1" else {"LocationConstraint": region}
            s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": place} if place else {}))
        versioning = wanted.properties.get("VersioningConfiguration")
        if versioning:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
        return named(
            name,
            Arn=f"arn:aws:s3:::{name}",
            DomainName=f"{name}.s3.amazonaws.com",
            RegionalDomainName=f"{name}.s3.{region}.amazonaws.com",
        )

    def _drop_bucket(self, wanted: Wanted, made: Made) -> None:
        self._client("s3", wanted).delete_bucket(Bucket=made.physical_id)

    def _bucket_policy(self, wanted: Wanted, made: Made | None) -> Made:
        bucket = wanted.properties["Bucket"]
        self.bucket_policies[bucket] = wanted.properties["PolicyDocument"]
        return named(bucket)

    def _drop_bucket_policy(self, wanted: Wanted, made: Made) -> None:
        self.bucket_policies.pop(made.physical_id, None)

    def _topic(self, wanted: Wanted, made: Made | None) -> Made:
        sns = self._client("sns", wanted)
        name = made.attributes["TopicName"] if made else wanted.properties.get("TopicName")
        name = name or wanted.generated_name()
        topic = sns.create_topic(Name=name)["TopicArn"]
        if made is None:
            for each in wanted.properties.get("Subscription", ()):
                sns.subscribe(TopicArn=topic, Protocol=each["Protocol"], Endpoint=each["Endpoint"])
        return Made(topic, topic, {"TopicName": name, "TopicArn": topic})

    def _drop_topic(self, wanted: Wanted, made: Made) -> None:
        self._client("sns", wanted).delete_topic(TopicArn=made.physical_id)

    def _subscription(self, wanted: Wanted, made: Made | None) -> Made:
        properties, sns = wanted.properties, self._client("sns", wanted)
        attributes = {}
        if "FilterPolicy" in properties:
            attributes["FilterPolicy"] = json.dumps(properties["FilterPolicy"])
        if properties.get("FilterPolicyScope"):
            attributes["FilterPolicyScope"] = properties["FilterPolicyScope"]
        if properties.get("RawMessageDelivery") in {True, "true"}:
            attributes["RawMessageDelivery"] = "true"
        subscription = made.physical_id if made else ""
        if not subscription:
            subscription = sns.subscribe(
                TopicArn=properties["TopicArn"],
                Protocol=properties["Protocol"],
                Endpoint=properties["Endpoint"],
                ReturnSubscriptionArn=True,
            )["SubscriptionArn"]
        for name, value in attributes.items():
            sns.set_subscription_attributes(
                SubscriptionArn=subscription, AttributeName=name, AttributeValue=value
            )
        return named(subscription, Arn=subscription)

    def _drop_subscription(self, wanted: Wanted, made: Made) -> None:
        self._client("sns", wanted).unsubscribe(SubscriptionArn=made.physical_id)

    def _queue(self, wanted: Wanted, made: Made | None) -> Made:
        properties, sqs = wanted.properties, self._client("sqs", wanted)
        names = ("MessageRetentionPeriod", "VisibilityTimeout", "ReceiveMessageWaitTimeSeconds")
        attributes = {name: str(properties[name]) for name in names if name in properties}
        if "RedrivePolicy" in properties:
            attributes["RedrivePolicy"] = json.dumps(properties["RedrivePolicy"])
        if made:
            sqs.set_queue_attributes(QueueUrl=made.physical_id, Attributes=attributes)
            return made
        name = properties.get("QueueName") or wanted.generated_name(longest=80)
        sqs.create_queue(QueueName=name, Attributes=attributes)
        # As on AWS, whatever the endpoint is called.
        url = f"https://sqs.{wanted.stack.region}.amazonaws.com/123456789012/{name}"
        queue_arn = arn("sqs", wanted.stack.region, name)
        return Made(url, url, {"Arn": queue_arn, "QueueName": name, "QueueUrl": url})

    def _drop_queue(self, wanted: Wanted, made: Made) -> None:
        self._client("sqs", wanted).delete_queue(QueueUrl=made.physical_id)

    def _queue_policy(self, wanted: Wanted, made: Made | None) -> Made:
        sqs = self._client("sqs", wanted)
        for url in wanted.properties["Queues"]:
            policy = json.dumps(wanted.properties["PolicyDocument"])
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        return made or named(wanted.generated_name())

    def _secret(self, wanted: Wanted, made: Made | None) -> Made:
        if made:
            return made
        properties = wanted.properties
        name = properties.get("Name") or wanted.generated_name()
        text = properties.get("SecretString") or _generated(properties["GenerateSecretString"])
        secret = self._client("secretsmanager", wanted).create_secret(Name=name, SecretString=text)
        for replica in properties.get("ReplicaRegions", ()):
            # moto's own replicas do not follow their secret.
            self._clients("secretsmanager", replica["Region"]).create_secret(
                Name=name, SecretString=text
            )
        return named(secret["ARN"], Id=secret["ARN"])

    def _drop_secret(self, wanted: Wanted, made: Made) -> None:
        name = wanted.properties.get("Name", made.physical_id)
        replicas = [each["Region"] for each in wanted.properties.get("ReplicaRegions", ())]
        for region in (wanted.stack.region, *replicas):
            self._clients("secretsmanager", region).delete_secret(
                SecretId=name, ForceDeleteWithoutRecovery=True
            )

    def _log_group(self, wanted: Wanted, made: Made | None) -> Made:
        name = made.physical_id if made else wanted.properties.get("LogGroupName")
        name = name or wanted.generated_name()
        if made is None:
            self._client("logs", wanted).create_log_group(logGroupName=name)
        return named(name, Arn=arn("logs", wanted.stack.region, f"log-group:{name}:*"))

    def _drop_log_group(self, wanted: Wanted, made: Made) -> None:
        with suppress(ClientError):
            self._client("logs", wanted).delete_log_group(logGroupName=made.physical_id)

    def _parameter(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        name = made.physical_id if made else properties.get("Name") or wanted.generated_name()
        self._client("ssm", wanted).put_parameter(
            Name=name, Value=properties["Value"], Type=properties["Type"], Overwrite=True
        )
        return named(name, Type=properties["Type"], Value=properties["Value"])

    def _drop_parameter(self, wanted: Wanted, made: Made) -> None:
        self._client("ssm", wanted).delete_parameter(Name=made.physical_id)

    def _identity(self, wanted: Wanted, made: Made | None) -> Made:
        name = wanted.properties["EmailIdentity"]
        if made is None:
            ses = self._client("ses", wanted)
            verify = ses.verify_email_identity if "@" in name else None
            if verify:
                verify(EmailAddress=name)
            else:
                ses.verify_domain_identity(Domain=name)
        tokens = {
            f"DkimDNSToken{part}{number}": f"{part.lower()}{number}.{name}"
            for part in ("Name", "Value")
            for number in (1, 2, 3)
        }
        return named(name, **tokens)

    def _alarm(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        name = made.physical_id if made else properties.get("AlarmName")
        name = name or wanted.generated_name()
        # Its history is nobody's here; its state is what somebody sets.
        self._client("cloudwatch", wanted).put_metric_alarm(
            AlarmName=name,
            AlarmDescription=properties.get("AlarmDescription", ""),
            MetricName=_metric(properties),
            Namespace=properties.get("Namespace", "Rehearsal"),
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=float(properties.get("Threshold", 0)),
            ComparisonOperator=properties["ComparisonOperator"],
            Tags=listed(tags(wanted)),
        )
        return named(name, Arn=arn("cloudwatch", wanted.stack.region, f"alarm:{name}"))

    def _drop_alarm(self, wanted: Wanted, made: Made) -> None:
        self._client("cloudwatch", wanted).delete_alarms(AlarmNames=[made.physical_id])


def _metric(properties: Json) -> str:
    """Return the metric of an alarm, or the first of several."""
    several = (each.get("MetricStat") for each in properties.get("Metrics", ()))
    first = next((each["Metric"]["MetricName"] for each in several if each), "Metric")
    return str(properties.get("MetricName", first))


def _generated(settings: Json) -> str:
    """Return a secret as GenerateSecretString asks for it."""
    excluded = set(settings.get("ExcludeCharacters", ""))
    kinds = {
        "Lowercase": string.ascii_lowercase,
        "Uppercase": string.ascii_uppercase,
        "Numbers": string.digits,
        "Punctuation": string.punctuation,
    }
    allowed = "".join(
        character
        for kind, characters in kinds.items()
        if settings.get(f"Exclude{kind}") not in {True, "true"}
        for character in characters
        if character not in excluded
    )
    length = int(settings.get("PasswordLength", 32))
    text = "".join(secrets.choice(allowed) for _ in range(length))
    if "GenerateStringKey" in settings:
        template = json.loads(settings["SecretStringTemplate"])
        return json.dumps({**template, settings["GenerateStringKey"]: text})
    return text
