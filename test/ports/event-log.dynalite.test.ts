import { after } from "node:test";
import { startDynalite } from "../support/dynamodb.ts";
import { createEventLogs } from "./dynamodb-stores.ts";
import { eventLogSuite } from "./event-log-suite.ts";

const dynamo = await startDynalite();
after(() => dynamo.stop());
eventLogSuite("dynalite", { create: async () => createEventLogs(dynamo), runs: 20 });
