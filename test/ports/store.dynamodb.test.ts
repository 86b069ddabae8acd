import { after } from "node:test";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { createStore } from "./dynamodb-stores.ts";
import { storeSuite } from "./store-suite.ts";

if (hasJava()) {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  storeSuite("DynamoDB Local", { create: (clock) => createStore(dynamo, clock), runs: 12 });
}
