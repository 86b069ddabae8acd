/**
 * How functions log in to AWS. As themselves, to what belongs to the deployment: the records of `~` (the key that seals,
 * which homes have sockets, what is due of pairings), sockets and the broker. Where the deployment isolates homes strictly
 * (`CCU_ANYWHERE_SITE_ROLE`), to the items and downloads of a home with a session that reaches that home only.
 */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SessionCredentials } from "../../adapters/aws-sts/sessions.ts";
import { dynamoClient } from "../../adapters/dynamodb/client.ts";
import { type DynamoTable, dynamoTable, type TableCall } from "../../adapters/dynamodb/table.ts";
import { createBoundedCache } from "../../handlers/kernel/bounded-cache.ts";
import { onDemand } from "../../handlers/kernel/on-demand.ts";
import { type Clock, DEPLOYMENT, type SiteId } from "../../handlers/ports/index.ts";
import type { Environment } from "./environment.ts";
import { TABLES_KEPT } from "./limits.ts";

/** Instead of the SDK's own variables: emulators in this process. */
export interface AwsLogin {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  dynamoEndpoint: string;
  iotEndpoint?: string;
  s3Endpoint?: string;
  stsEndpoint?: string;
}

/** For the constructor of a client; empty: what the environment says. */
export interface ClientConfig {
  region?: string;
  endpoint?: string;
  credentials?: AwsLogin["credentials"] | (() => Promise<SessionCredentials>);
}

export interface AwsAccess {
  /** The table, as the home may reach it. */
  tableOf(site: SiteId): DynamoTable;
  /** To act for the deployment. */
  config(endpoint?: string): ClientConfig;
  /** To act for a home at S3. */
  s3ConfigOf(site: string): ClientConfig & { forcePathStyle?: boolean };
  close(): void;
}

export interface AwsAccessOptions {
  environment: Environment;
  clock: Clock;
  login?: AwsLogin;
  onCall?: (call: TableCall) => void;
}

export function openAws({ environment, clock, login, onCall }: AwsAccessOptions): AwsAccess {
  const { siteRole } = environment;
  const config = (endpoint?: string): ClientConfig =>
    login ? { region: login.region, credentials: login.credentials, ...(endpoint ? { endpoint } : {}) } : {};
  const client = dynamoClient(config(login?.dynamoEndpoint));
  const own = dynamoTable(client, environment.table, onCall);

  /** Loaded when it is first needed: without strict isolation no start pays for it. */
  const sessions = onDemand(async () => {
    const { openSiteSessions } = await import("../../adapters/aws-sts/open.ts");
    const { arn, tag } = siteRole as NonNullable<typeof siteRole>;
    return openSiteSessions(config(login?.stsEndpoint), { roleArn: arn, tag, clock });
  });
  const sessionOf = async (site: string): Promise<SessionCredentials> => (await sessions())(site);
  const configOf = (site: string, endpoint?: string): ClientConfig =>
    siteRole ? { ...config(endpoint), credentials: () => sessionOf(site) } : config(endpoint);

  const tables = createBoundedCache<string, DynamoTable>(TABLES_KEPT);
  return {
    config,
    s3ConfigOf: (site) => ({
      ...configOf(site, login?.s3Endpoint),
      // emulators have no host name for each bucket
      ...(login?.s3Endpoint || process.env.AWS_ENDPOINT_URL_S3 ? { forcePathStyle: true } : {}),
    }),
    tableOf(site) {
      if (!siteRole || site === DEPLOYMENT) return own;
      const known = tables.get(site);
      if (known) return known;
      const made = dynamoTable(
        withConnectionsOf(client, configOf(site, login?.dynamoEndpoint)),
        environment.table,
        onCall,
      );
      tables.set(site, made);
      return made;
    },
    close: () => client.destroy(),
  };
}

/** Signs with other credentials over the same connections, which end with the client that made them. */
const withConnectionsOf = (client: DynamoDBClient, config: ClientConfig): DynamoDBClient =>
  dynamoClient({ ...config, requestHandler: client.config.requestHandler });
