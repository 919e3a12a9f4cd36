"""The headers that tell browsers what to forbid, the same wherever a response comes from.

This process sends them with its own responses (`response_headers.py`). On AWS the front and the
pictures come from buckets, and CloudFront adds them (`cloudformation/stacks/edge/policies.py`).
"""

from typing import Final

PAGE_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
"""For the front's pages: only files of the shop itself, and no inline code."""

IMAGE_CSP: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For pictures: an SVG is a document too, and must not run scripts when opened on its own."""

DEFAULT_CSP: Final = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""For all other responses, which load and run nothing when they are opened in a browser."""

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": DEFAULT_CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

HSTS_MAX_AGE: Final = 2 * 365 * 24 * 3600
"""Seconds that browsers then insist on TLS, for subdomains too."""
