"""Brings texts into the one form in which they are compared, counted and stored.

The form is NFC, without what nobody sees: white space at the ends, zero-width letters, soft
hyphens, byte order marks. Normalizing twice gives what normalizing once gives.
"""

import re
import unicodedata

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""The spaces of Unicode other than the usual one."""
_ENDS = (
    " \t\n\v\f\r\u2028\u2029\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u202f\u205f\u3000"
)
"""White space, which neither begins nor ends a text; not what str.strip() takes for it besides."""

_ALWAYS_IGNORED = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u202a-\u202c\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f"
    "\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
"""Letters that show nothing and change nothing: soft hyphen, zero-width space, Hangul fillers,
bidirectional embeddings and isolates, word joiner, the place of a lost picture, ..."""
_TAGS = "\U000e0020-\U000e007f"
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINERS = "\u200c\u200d"
_MARKS = "\u061c\u200e\u200f"

_EMOJI = "\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_SELECTABLE = f"©®\u203c\u2049{_EMOJI}\u1000-\u109f\u1820-\u18af\u3400-\u9fff\ua840-\ua87f"
"""What a variation selector gives another form: emoji, ideographs, a few scripts."""
_JOINING = (
    "\u0600-\u061b\u061d-\u08ff\u0900-\u109f\u1780-\u17b3\u17b6-\u17ff\u1820-\u18af\u1a20-\u1cff\ua840-\ua8ff"
    "\ua980-\uabff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
"""Scripts in which a joiner changes the form of a letter: Arabic, those of India, ..."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

_UNUSUAL = re.compile(
    f"[{_SPACES}{_ALWAYS_IGNORED}{_TAGS}{_SELECTORS}{_JOINERS}{_MARKS}\u2028\u2029\u2800]"
)
_RUN_OF_SPACES = re.compile(f"[ {_SPACES}]+")
_IGNORED = re.compile(f"[{_ALWAYS_IGNORED}]+")
# Each keeps what the one before it has left in a place where it means something.
_STRAY_TAGS = re.compile(f"(\U0001f3f4[{_TAGS}]+\U000e007f)|[{_TAGS}]+")
_STRAY_SELECTORS = re.compile(f"(?<![{_SELECTABLE}])(?!(?<=[#*0-9])\ufe0f\u20e3)[{_SELECTORS}]")
_STRAY_JOINERS = re.compile(
    f"(?<![{_JOINING}])(?!(?<=[{_EMOJI}\ufe0f])\u200d[{_EMOJI}])[{_JOINERS}]"
)
_STRAY_MARKS = re.compile(f"[{_MARKS}]+")
_LINE_BREAK = re.compile("\r\n|[\v\f\r\u2028\u2029]")


def normalize_line(text: str) -> str:
    """Return one line of text in its normal form, with one space for each run of spaces.

    It is empty if nothing of the text can be seen. A tab or a line break within it stays, for
    `line_flaw` to find.
    """
    line = text.strip(_ENDS)
    if line.isascii() or _is_plain(line):
        return _RUN_OF_SPACES.sub(" ", line) if "  " in line else line
    if _UNUSUAL.search(line):
        return _visible(_RUN_OF_SPACES.sub(" ", _without_invisible(line)).strip(_ENDS))
    line = unicodedata.normalize("NFC", line)
    return _RUN_OF_SPACES.sub(" ", line) if "  " in line else line


def normalize_text(text: str) -> str:
    """Return a text of several lines in its normal form; a line ends with a line feed.

    It is empty if nothing of the text can be seen.
    """
    text = text.strip(_ENDS)
    if "\r" in text or "\v" in text or "\f" in text or not text.isascii():
        text = _LINE_BREAK.sub("\n", text)
    if text.isascii() or _is_plain(text):
        return text
    if _UNUSUAL.search(text):
        return _visible(_without_invisible(text).strip(_ENDS))
    return unicodedata.normalize("NFC", text)


def _is_plain(text: str) -> bool:
    """Whether each letter is of Latin-1 and visible: then the text is in NFC.

    Most texts in Western Europe are so, and an import asks it of every text: it costs less than a
    search.
    """
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return text.replace("\n", "").isprintable()


def _without_invisible(text: str) -> str:
    text = _IGNORED.sub("", unicodedata.normalize("NFC", text))
    text = _STRAY_TAGS.sub(r"\1", text)
    text = _STRAY_SELECTORS.sub("", text)
    text = _STRAY_JOINERS.sub("", text)
    if not _RIGHT_TO_LEFT.search(text):
        text = _STRAY_MARKS.sub("", text)
    # A letter that was left out may have stood between a letter and its accent.
    return unicodedata.normalize("NFC", text)


def _visible(text: str) -> str:
    """Return the text, or nothing if it is made of blanks: spaces, and Braille's empty cell."""
    return text if text.strip(f"{_ENDS}\u2800") else ""
