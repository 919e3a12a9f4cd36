"""The headers and statuses that several endpoints share."""

from typing import Final

from aiohttp import web

from bff.http.endpoint import Header

ACCEPTED: Final = web.HTTPAccepted.status_code
CREATED: Final = web.HTTPCreated.status_code
NO_CONTENT: Final = web.HTTPNoContent.status_code
SEE_OTHER: Final = web.HTTPSeeOther.status_code

ETAG: Final = Header("ETag", "Identifies this very body; begins with the product's version.")
LOCATION: Final = Header("Location", "Path of the new resource.")
SET_COOKIE: Final = Header("Set-Cookie", "Cookies for the browser, HttpOnly, SameSite=Lax.")
