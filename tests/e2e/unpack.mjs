// Unpacks the packaged Chromium, the libraries and the fonts that a bare machine lacks, into TMPDIR.
import { tmpdir } from "node:os";

// The package unpacks its libraries only where it believes itself to be on this platform.
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs22.x";
const { default: chromium } = await import("@sparticuz/chromium");
await chromium.executablePath();
console.log(tmpdir());
