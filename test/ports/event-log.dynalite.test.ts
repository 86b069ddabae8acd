import { after } from "node:test";
import { describeEventLog } from "../../local/testing/event-log.ts";
import { startDynalite } from "../support/dynamodb.ts";
import { createEventLogs } from "./dynamodb-stores.ts";

const dynamo = await startDynalite();
after(() => dynamo.stop());
describeEventLog("dynalite", { create: async () => createEventLogs(dynamo.table), runs: 20 });
