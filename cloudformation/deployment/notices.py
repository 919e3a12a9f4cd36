"""What an operator should know of a store that works: told at the end of each deployment."""

from collections.abc import Iterator

from cloudformation.config.environment import Environment

MAX_TOPIC_FILTER_POLICIES = 200
MAX_ACCOUNT_FILTER_POLICIES = 10_000
"""AWS's quotas of SNS, each raised on request. Each buyer with e-mail by SNS takes one."""


def notices(environment: Environment) -> Iterator[str]:
    """Yield a line for each limit that the settings choose."""
    if environment.order_email == "sns":
        yield (
            "e-mail about orders goes by SNS, which is for trying the store: each buyer must"
            " confirm a subscription first, and about"
            f" {MAX_TOPIC_FILTER_POLICIES} buyers have room in a topic"
            f" ({MAX_ACCOUNT_FILTER_POLICIES:,} in an account); mails beyond are parked, with an"
            " alarm. To open a shop, set notify_sender: then it goes by SES"
        )
    if not environment.notify_sender:
        yield "without notify_sender nobody gets e-mail about accounts, or a new password"
