/** The connection to DynamoDB, the counting of calls, and the table itself where no CDK made it (tests, one machine). */
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";

/**
 * Attempts of one call. Throttling of an on-demand table lasts as long as it needs to double; the SDK waits up to 20 s
 * between attempts, jittered, so 6 attempts stay below the 29 s that the gateway gives.
 */
const ATTEMPTS = 6;
/**
 * Milliseconds. DynamoDB answers in 5; a connection that hangs is given up before the gateway gives up. Waiting for one
 * of the client's 50 sockets counts as connecting.
 */
const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 3_000;

/** Region, endpoint and credentials come from the SDK's own variables (`AWS_REGION`, `AWS_ENDPOINT_URL_DYNAMODB` …). */
export const dynamoClient = (config: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: ATTEMPTS,
    retryMode: "standard",
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    ...config,
  });

/**
 * Creates the table if there is none: billed per request, removal by `ttl` where the service has that (dynalite has not).
 * @param options.removal `false` for tests whose clock is not the service's: it would remove what is alive to them
 */
export async function createTable(
  client: DynamoDBClient,
  name: string,
  options: { removal?: boolean } = {},
): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    return;
  }
  if (options.removal === false) return;
  const TimeToLiveSpecification = { AttributeName: "ttl", Enabled: true };
  try {
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
  } catch (error) {
    if ((error as Error).name !== "UnknownOperationException") throw error;
  }
}
