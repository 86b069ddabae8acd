import { after } from "node:test";
import { describeConnectionRecords } from "../../local/testing/connection-records.ts";
import { startDynalite } from "../support/dynamodb.ts";
import { createConnectionRecords } from "./dynamodb-stores.ts";

const dynamo = await startDynalite();
after(() => dynamo.stop());
describeConnectionRecords("dynalite", { create: (clock) => createConnectionRecords(dynamo.table, clock), runs: 25 });
