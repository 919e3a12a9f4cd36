"""Builds a release: wheels, the built front end and RDS's certificates in one bundle."""
