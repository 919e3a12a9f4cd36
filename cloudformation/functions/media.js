// What shoppers see under /media/ lies in the bucket without it.
function handler(event) {
  var request = event.request;
  request.uri = request.uri.replace(/^\/media(?=\/)/, "");
  return request;
}
