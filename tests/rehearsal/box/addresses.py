"""The addresses outside of the VPC: AWS's endpoints, its edge, and shoppers."""

from ipaddress import IPv4Address, IPv4Network

METADATA = IPv4Address("169.254.169.254")
RESOLVER = IPv4Address("169.254.169.253")
"""Amazon's resolver has this address too, beside the one in each VPC."""
ROUTER = IPv4Address("169.254.1.1")
"""What every node sends its packets to."""

AWS = IPv4Address("192.0.2.10")
"""Where AWS's endpoints listen."""
AWS_PORT = 443
ENDPOINT_URL = f"http://{AWS}:{AWS_PORT}"
"""AWS_ENDPOINT_URL on machines. Port 443, as security groups allow; without TLS."""

CLOUDFRONT = IPv4Network("130.176.0.0/17")
"""What the prefix list of CloudFront's addresses has."""
EDGE = IPv4Address("130.176.10.10")

SHOPPERS = IPv4Network("198.51.100.0/24")
SHOPPER = IPv4Address("198.51.100.10")
"""The address of whoever does not choose one of SHOPPERS."""
