"""What browsers are told to forbid: the same words wherever an answer comes from.

`response_headers.py` puts them on what this process answers; on AWS, where the front and the
pictures come from buckets, CloudFront does (`cloudformation/stacks/edge/policies.py`).
"""

from typing import Final

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
"""For the front's pages: what the shop itself serves, and nothing written into a page."""

PICTURE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For pictures: an SVG is a document too, and opened by itself it may run nothing."""

ANSWER_POLICY: Final = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""For all else: opened by itself, it loads and runs nothing."""

ALWAYS: Final = {
    "Content-Security-Policy": ANSWER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

TLS_FOR: Final = 2 * 365 * 24 * 3600
"""Seconds that a browser then asks by TLS alone, the domains below this one too."""
