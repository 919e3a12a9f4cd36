// The shop's pages are one page: a path without a dot in its last part is the front's own. So is
// every other path that a browser opens and that is no file: the bucket would answer in XML.
var FILES = [
  "/.well-known/security.txt",
  "/apple-touch-icon.png",
  "/favicon.ico",
  "/favicon.svg",
  "/icon-192.png",
  "/icon-512.png",
  "/licenses.md",
  "/manifest.webmanifest",
  "/robots.txt",
];

function handler(event) {
  var request = event.request;
  if (request.uri === "/.well-known/change-password") {
    return {
      statusCode: 302,
      statusDescription: "Found",
      headers: { location: { value: "/cuenta/seguridad" } },
    };
  }
  var accept = request.headers.accept;
  var isOpened = accept !== undefined && accept.value.indexOf("text/html") !== -1;
  var isFile = FILES.indexOf(request.uri) !== -1 || request.uri.indexOf("/assets/") === 0;
  var last = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  // Programs ask there whether an address that cannot be is refused.
  var isWellKnown = request.uri.indexOf("/.well-known/") === 0;
  if (!isWellKnown && (last.indexOf(".") === -1 || (isOpened && !isFile))) {
    request.uri = "/index.html";
  }
  return request;
}
