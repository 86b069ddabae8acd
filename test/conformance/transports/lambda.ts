/**
 * API Gateway's events: HTTP payload 2.0 and the WebSocket API, each function called with a copy of its event. Records,
 * event log and sockets are on DynamoDB: the real engine where there is Java, dynalite elsewhere.
 */
import { createDynamoConnectionRecords } from "../../../adapters/dynamodb/connection-records.ts";
import { createDynamoEventLog } from "../../../adapters/dynamodb/event-log.ts";
import { createDynamoStore } from "../../../adapters/dynamodb/store.ts";
import type { DynamoTable } from "../../../adapters/dynamodb/table.ts";
import { siteId } from "../../../handlers/ports/index.ts";
import { openTable } from "../../support/dynamodb.ts";
import type { Transport } from "../case.ts";
import { openLambda } from "../lambda.ts";

let table: Promise<DynamoTable> | undefined;
let worlds = 0;

export const transport: Transport = {
  name: "Lambda, payload 2.0, DynamoDB",
  async storage(clock) {
    table ??= openTable();
    const options = { table: await table, clock, site: siteId(`world-${++worlds}`) };
    return {
      store: createDynamoStore(options).site(options.site),
      eventLog: createDynamoEventLog(options),
      connections: createDynamoConnectionRecords(options),
    };
  },
  open: async (world) => openLambda(world, "2.0"),
};
