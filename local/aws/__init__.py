"""The AWS endpoint of the store on one machine: S3, SNS, SQS and SES, emulated by moto.

Objects are stored on disk; messages are in memory only. While the endpoint is down, events wait in
the outbox of orders. An event that was published, but not received when the endpoint dies, is lost:
catalog then shows a product as available or sold out wrongly until its stock next crosses zero.
Orders are not affected: they depend on the stock itself.
"""

REGION = "eu-west-1"
ACCOUNT = "123456789012"
MEDIA_BUCKET = "tienda-media"
RECEIPTS_BUCKET = "tienda-receipts"
ORDER_EVENTS_TOPIC = "order-events"
ORDER_EVENTS_TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:{ORDER_EVENTS_TOPIC}"
AVAILABILITY_QUEUE = "tienda-availability"
AVAILABILITY_DEAD_LETTERS = "tienda-availability-dead-letters"
SENDER = "pedidos@tienda.example"
SENT_PATH = "/sent"
"""Where the messages that were sent can be read."""


def credentials(endpoint: str) -> dict[str, str]:
    """Return the environment of a process that uses the endpoint, with made-up keys."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        # Neither ask the network for credentials, nor read the user's own.
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }
