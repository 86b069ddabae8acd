import { after } from "node:test";
import { startDynalite } from "../support/dynamodb.ts";
import { connectionRecordsSuite } from "./connection-records-suite.ts";
import { createConnectionRecords } from "./dynamodb-stores.ts";

const dynamo = await startDynalite();
after(() => dynamo.stop());
connectionRecordsSuite("dynalite", { create: (clock) => createConnectionRecords(dynamo, clock), runs: 25 });
