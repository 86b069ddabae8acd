/** `ccu-anywhere/dynamodb`: records, events and the read model in one table. Needs `@aws-sdk/client-dynamodb`. */
export { type DynamoDatabase, type DynamoOptions, openDynamo } from "./open.ts";
