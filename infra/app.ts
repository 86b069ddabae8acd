/** `npm run synth`, `npm run deploy`: what the cloud consists of. */
import { App, Tags, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { readSettings } from "./settings.ts";
import { CloudStack } from "./stack.ts";
import { bundledCode } from "./stack-functions.ts";

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const stack = new CloudStack(app, "CcuAnywhere", {
  description: "CCU Anywhere: HomeMatic homes over REST and WebSocket",
  settings: readSettings(app.node),
  code: bundledCode(),
});
Tags.of(stack).add("application", "ccu-anywhere");
app.synth();
