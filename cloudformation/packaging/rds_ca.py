"""The certificate authorities of RDS, which a release carries.

A service sends its login token only to a database whose certificate one of them has signed. Python
and the distributions trust public authorities alone; RDS has its own for each region. They come
from the npm package in `authorities/`, pinned by its hash, or from the file that AWS publishes at
SOURCE, which also has the regions that are newer than the package.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

SOURCE = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"
_OWNER = "Amazon Web Services, Inc."
_ROOT = re.compile(r"Amazon RDS (?P<region>[a-z]{2}(-[a-z]+)+-\d) Root CA .+")
"""The common name of a region's root; AWS's test roots have other names."""


class AuthoritiesError(ValueError):
    """The file has no authority to trust, or none for the store's region."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """Root certificates, as PEM."""

    pem: bytes
    count: int
    expires: datetime
    """When the first of them expires."""


def read_authorities(
    file: Path, *, region: str | None = None, now: datetime | None = None
) -> Authorities:
    """Return RDS's valid root certificates in a PEM file, in an order that does not vary.

    Raise OSError, or AuthoritiesError when there are none, or none for `region`.
    """
    try:
        certificates = x509.load_pem_x509_certificates(file.read_bytes())
    except ValueError as error:
        raise AuthoritiesError(f"{file} has no certificates: {error}") from error
    moment = now or datetime.now(UTC)
    authorities = sorted(
        (certificate for certificate in certificates if _is_authority(certificate, moment)),
        key=lambda authority: (_common_name(authority), authority.serial_number),
    )
    if not authorities:
        raise AuthoritiesError(f"{file} has no authority of RDS that is still good")
    if region and not _has_region(authorities, region):
        raise AuthoritiesError(
            f"{file} has no authority of RDS in {region}; download {SOURCE}"
            " and name it with --authorities FILE"
        )
    pem = b"".join(authority.public_bytes(Encoding.PEM) for authority in authorities)
    expires = min(authority.not_valid_after_utc for authority in authorities)
    return Authorities(pem, len(authorities), expires)


def _is_authority(certificate: x509.Certificate, now: datetime) -> bool:
    """Whether it is a valid root of RDS. AWS says to trust roots alone: intermediates change."""
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        return False
    if certificate.subject != certificate.issuer or not _region(certificate):
        return False
    owners = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return [owner.value for owner in owners] == [_OWNER]


def _has_region(authorities: Sequence[x509.Certificate], region: str) -> bool:
    return any(_region(authority) == region for authority in authorities)


def _region(certificate: x509.Certificate) -> str:
    """Return the region whose databases it signs for, "" when it is no root of RDS."""
    match = _ROOT.fullmatch(_common_name(certificate))
    return match["region"] if match else ""


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""
