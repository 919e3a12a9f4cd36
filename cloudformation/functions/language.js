// Accept-Language has many forms, but responses exist in two languages. Normalize it, or CloudFront
// would cache each form separately. The bff chooses in the same way (bff/http/language.py).
var RANGE = /^([a-z]{1,8}|\*)(?:-[a-z0-9-]+)?(?:;q=([01](?:\.\d{0,3})?))?$/;

function preferred(header) {
  var weights = {};
  header.toLowerCase().replace(/ /g, "").split(",").slice(0, 20).forEach(function (range) {
    var match = RANGE.exec(range);
    if (match && weights[match[1]] === undefined) {
      weights[match[1]] = Number(match[2] || 1);
    }
  });
  function weight(language) {
    return weights[language] === undefined ? weights["*"] || 0 : weights[language];
  }
  return weight("en") > weight("es") ? "en" : "es";
}

function handler(event) {
  var request = event.request;
  var header = request.headers["accept-language"];
  request.headers["accept-language"] = { value: preferred(header ? header.value : "") };
  return request;
}
