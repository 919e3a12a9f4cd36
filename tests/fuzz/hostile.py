"""Random texts, numbers and bytes that no honest client sends."""

import random
from urllib.parse import quote

FRAGMENTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\x01\x02\x1b[31m",
    "\x7f\x80\x9f",
    "\r\nSet-Cookie: x=1",
    "\t\v\f\u2028\u2029\ufeff",
    "'; DROP TABLE products; --",
    "' OR 1=1 --",
    "\\",
    "\\'",
    "E'\\x00'",
    "$1 $2 $$ $tag$",
    ":name :1 %s %(x)s {0} ${x}",
    "mesa & silla",
    "mesa | !silla",
    "!mesa",
    "mesa:*",
    "mesa:ABCD*",
    "(mesa <-> silla",
    "mesa <2147483648> silla",
    "'mesa'''",
    "&&&|||!!!((()))",
    ":*:*:*",
    "mesa & ",
    '"mesa de" -silla OR',
    "%",
    "%_%",
    "[a-z]+(a+)+$",
    "<b>mesa</b> &amp; &#0; &#x110000;",
    "https://a.b/c?d=e#f user@host.example /etc/passwd 1.2.3.4 ../../x",
    "-1 +1 1e400 -1e-400 0x10 1_000 NaN Infinity 9" * 3,
    "9" * 200,
    "0" * 200,
    "\u202emesa\u202c \u2066אבג\u2069 مرحبا",
    "👩‍👩‍👧‍👦🏳️‍🌈🪑" * 10,
    "e" + "\u0301" * 150,
    "Z\u0335\u0321\u034e" * 30,
    "\ufb01\ufb00 \uff2d\uff25\uff33\uff21 \u0130I\u0131i \xdf\u1e9e \u01c4\u01c6",
    "ᄀᄀᄀ각ᆨᆨ",
    "\U000e0001\U000e0041\U0010ffff\ufffe\uffff",
    "a" * 200,
    "á" * 200,
    "a" * 201,
    "ab " * 66,
    "x y z " * 33,
    " ".join(f"w{number}" for number in range(45)),
    "mesa " * 39,
    "mesa-de-roble_2.0/x@y",
    "TI-LME-001",
    "null true false undefined",
)
"""Each is a known way to break something."""

NUMBERS = (
    *("-1", "0", "00", "1", "101", "-0", "1.0", "1e3", "1e400", "NaN", "Infinity", "-Infinity"),
    *("9007199254740991", "9007199254740992", "9223372036854775807", "9223372036854775808"),
    *("-9223372036854775809", "18446744073709551616", "9" * 400, "0x10", "1_000", "1,000", " 1"),
    *("1 ", "+1", "٣", "³", "½", "", "null", "true", "[]", "{}", "1;2", "\0", "1\0", "1\n"),
)

_BROKEN = (b"%", b"%z", b"%0", b"%ff%fe", b"%C0%AF", b"%ED%A0%80", b"%F4%90%80%80", b"%E2%82")
_RANGES = ((0x0, 0x20), (0x20, 0x7F), (0x80, 0x250), (0x300, 0x370), (0x590, 0x780))
_FAR = ((0x1100, 0x1200), (0x2000, 0x2070), (0xFE00, 0xFF00), (0x1F300, 0x1FB00))


def text(rng: random.Random) -> str:
    """Return a text without lone surrogates."""
    match rng.randrange(4):
        case 0:
            return rng.choice(FRAGMENTS)
        case 1:
            return " ".join(rng.sample(FRAGMENTS, 2))[: rng.choice((50, 200, 200, 400))]
        case 2:
            low, high = rng.choice(_RANGES + _FAR)
            length = rng.choice((1, 3, 20, 60, 199, 200, 201))
            return "".join(chr(rng.randrange(low, high)) for _ in range(length))
    words = rng.choice(("mesa de roble", "lámpara de pie", "white plate", "TI-VAJ-001", "sofá"))
    return mutated(words, rng)


def mutated(words: str, rng: random.Random) -> str:
    """Return the words with a change in one to four places."""
    for _ in range(rng.randint(1, 4)):
        place = rng.randint(0, len(words))
        into = rng.choice(("", rng.choice(FRAGMENTS)[:20], chr(rng.randrange(0xD7FF))))
        words = words[:place] + into + words[place + rng.randint(0, 2) :]
    return words


def escaped(words: str, rng: random.Random) -> bytes:
    """Return the words escaped for a query, now and then wrongly."""
    match rng.randrange(10):
        case 0:
            return quote(words, safe="").encode() + rng.choice(_BROKEN)
        case 1:
            # As curl does: only what would end the request line is escaped.
            raw = words.encode()
            return b"".join(
                b"%%%02X" % byte if byte <= 0x20 or byte in b"#%" else bytes((byte,))
                for byte in raw
            )
        case 2:
            return quote(quote(words)).encode()
    return quote(words, safe="").encode()


def number(rng: random.Random) -> str:
    """Return a text where a number is expected."""
    return rng.choice(NUMBERS) if rng.random() < 0.9 else str(rng.getrandbits(80) - 2**79)
