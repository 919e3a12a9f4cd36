"""The stack `network`: VPC, subnets, routes, security groups and endpoints."""
