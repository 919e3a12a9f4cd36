"""Who signs the certificates of RDS: what a release carries, so that a token goes to nobody else.

Python and the distributions know public authorities alone, and RDS has its own, one for each
region. They come from the npm package in `authorities/`, pinned by its hash, or from the file that
AWS offers at SOURCE, for whom that file is at hand or whose region is newer than the package.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

SOURCE = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"
_OWNER = "Amazon Web Services, Inc."
_ROOT = re.compile(r"Amazon RDS (?P<region>[a-z]{2}(-[a-z]+)+-\d) Root CA .+")
"""What they are called; others are of AWS's own tries."""


class AuthoritiesError(ValueError):
    """The file has none to trust, or none for the store's region."""


class Authorities(NamedTuple):
    """Certificates that are trusted by themselves, as PEM."""

    pem: bytes
    number: int
    until: datetime
    """When the first of them ends."""


def read(file: Path, *, region: str | None = None, now: datetime | None = None) -> Authorities:
    """Return the authorities in a PEM file that are RDS's own and still good, in one order.

    Raise OSError, or AuthoritiesError, with what to do, where `region` has none.
    """
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except ValueError as error:
        raise AuthoritiesError(f"{file} has no certificates: {error}") from error
    good = sorted(
        (one for one in found if _is_authority(one, now or datetime.now(UTC))),
        key=lambda one: (_name(one), one.serial_number),
    )
    if not good:
        raise AuthoritiesError(f"{file} has no authority of RDS that is still good")
    if region and not _has(good, region):
        raise AuthoritiesError(
            f"{file} has no authority of RDS in {region}; download {SOURCE}"
            " and name it with --authorities FILE"
        )
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in good)
    return Authorities(pem, len(good), min(one.not_valid_after_utc for one in good))


def _is_authority(certificate: x509.Certificate, now: datetime) -> bool:
    """Whether it is a root: AWS says to trust those alone, which outlive those they sign."""
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        return False
    if certificate.subject != certificate.issuer or not _region(certificate):
        return False
    owners = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return [one.value for one in owners] == [_OWNER]


def _has(certificates: Sequence[x509.Certificate], region: str) -> bool:
    return any(_region(one) == region for one in certificates)


def _region(certificate: x509.Certificate) -> str:
    """Return the region that it signs for, "" when it is no root of RDS."""
    found = _ROOT.fullmatch(_name(certificate))
    return found["region"] if found else ""


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""
