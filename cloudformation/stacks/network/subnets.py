"""Which addresses each tier of the network has."""

from ipaddress import IPv4Network

from cloudformation.config.environment import Environment

VPC_NAME = "Vpc"
"""The network's title in its stack."""
TIERS = ("Public", "Application", "Database")


def subnets(environment: Environment, tier: str) -> list[IPv4Network]:
    """Return the networks of one of TIERS, one for each zone."""
    # Sixteen blocks, four to a tier, so that a third zone takes none from another tier.
    blocks = list(environment.network.subnets(prefixlen_diff=4))
    first = 4 * TIERS.index(tier)
    return blocks[first : first + environment.zones]
