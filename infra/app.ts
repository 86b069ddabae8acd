/**
 * `npm run synth`: checks the deployment and writes what it consists of to dist/cdk.out, without a network.
 * `npm run deploy`: the CDK's command line runs this file and deploys that. Settings: `-c name=value` (settings.ts).
 */
import { parseArgs } from "node:util";
import { App, Tags, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { readSettings } from "./settings.ts";
import { CloudStack } from "./stack.ts";
import { bundledCode } from "./stack-functions.ts";

const { values } = parseArgs({ options: { context: { type: "string", short: "c", multiple: true, default: [] } } });
const context = Object.fromEntries(
  values.context.map((pair) => [pair.split("=", 1)[0] ?? "", pair.slice(pair.indexOf("=") + 1)]),
);
const outdir = process.env.CDK_OUTDIR ?? "dist/cdk.out";
const app = new App({ outdir, context });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const stack = new CloudStack(app, "CcuAnywhere", {
  description: "CCU Anywhere: HomeMatic homes over REST and WebSocket",
  settings: readSettings(app.node),
  code: bundledCode(),
});
Tags.of(stack).add("application", "ccu-anywhere");
app.synth();
