"""The AWS endpoint of the store on one machine: S3, SNS, SQS and SES, played by moto.

Objects are kept on disk; messages are in memory alone. While the endpoint is down, events wait in
orders' outbox; one that was published but not yet taken from the queue when it dies is lost, and
catalog then takes a product for available or sold out wrongly until its stock crosses zero again.
Orders are not touched by that: they go by the stock itself.
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


def credentials(endpoint: str) -> dict[str, str]:
    """Return the environment of a process that uses the endpoint; the keys are made up."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        # Never ask the network who we are, nor read the user's own accounts.
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }
