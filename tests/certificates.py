"""Authorities made up for a test, and certificates that they sign, as strict clients want them."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

OWNER = "Amazon Web Services, Inc."
NOTHING = dict.fromkeys(
    [
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    ],
    False,
)


def named(name: str, owner: str = OWNER) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, owner),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


class Authority:
    """One that signs, by default with a name as those of RDS have."""

    def __init__(
        self,
        name: str = "Amazon RDS eu-west-1 Root CA RSA2048 G1",
        *,
        owner: str = OWNER,
        days: int = 1,
    ) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = named(name, owner)
        usage = x509.KeyUsage(**{**NOTHING, "key_cert_sign": True, "crl_sign": True})
        self.certificate = (
            _begun(self.name, self.name, self.key.public_key(), days)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, host: str, into: Path, *others: str) -> tuple[Path, Path]:
        """Write a server's certificate, for `others` too, and its key; return the files."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [_general(name) for name in (host, *others)]
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        certificate = (
            _begun(named(host), self.name, key.public_key(), 1)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(identifier, critical=False)
            .sign(self.key, SHA256())
        )
        files = into / f"{host}.pem", into / f"{host}.key"
        files[0].write_bytes(certificate.public_bytes(Encoding.PEM))
        files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return files


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
