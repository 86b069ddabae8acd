import { after } from "node:test";
import { describeStore } from "../../local/testing/store.ts";
import { startDynalite } from "../support/dynamodb.ts";
import { createStore } from "./dynamodb-stores.ts";

const dynamo = await startDynalite();
after(() => dynamo.stop());
describeStore("dynalite", { create: (clock) => createStore(dynamo.table, clock), runs: 15 });
