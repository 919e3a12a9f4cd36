"""The AWS endpoint of the store on one machine: S3, SNS, SQS and SES, played by moto."""

REGION = "eu-west-1"
ACCOUNT = "123456789012"
MEDIA_BUCKET = "tienda-media"
RECEIPTS_BUCKET = "tienda-receipts"
ORDER_EVENTS_TOPIC = "order-events"
ORDER_EVENTS_TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:{ORDER_EVENTS_TOPIC}"
AVAILABILITY_QUEUE = "tienda-availability"
SENDER = "pedidos@tienda.example"


def credentials(endpoint: str) -> dict[str, str]:
    """Answer the environment of a process that uses the endpoint; the keys are made up."""
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
