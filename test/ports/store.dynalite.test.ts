import { after } from "node:test";
import { startDynalite } from "../support/dynamodb.ts";
import { createStore } from "./dynamodb-stores.ts";
import { storeSuite } from "./store-suite.ts";

const dynamo = await startDynalite();
after(() => dynamo.stop());
storeSuite("dynalite", { create: (clock) => createStore(dynamo, clock), runs: 15 });
