// Accept-Language comes in a thousand forms, and answers in two: without this, each form would be
// kept apart. The choice is the bff's own (bff/http/language.py).
var RANGE = /^([a-z]{1,8}|\*)(?:-[a-z0-9-]+)?(?:;q=([01](?:\.\d{0,3})?))?$/;

function preferred(header) {
  var weights = {};
  header.toLowerCase().replace(/ /g, "").split(",").slice(0, 20).forEach(function (one) {
    var found = RANGE.exec(one);
    if (found && weights[found[1]] === undefined) {
      weights[found[1]] = Number(found[2] || 1);
    }
  });
  function weight(language) {
    return weights[language] === undefined ? weights["*"] || 0 : weights[language];
  }
  return weight("en") > weight("es") ? "en" : "es";
}

function handler(event) {
  var request = event.request;
  var told = request.headers["accept-language"];
  request.headers["accept-language"] = { value: preferred(told ? told.value : "") };
  return request;
}
