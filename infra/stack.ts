/** The whole deployment. */
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { SITE_TAG } from "./functions/limits.ts";
import type { DeploymentSettings } from "./settings.ts";
import { allowBroker, allowPairing, askAws, CLOUD_CLIENT_PREFIX, createRelayPolicy } from "./stack-broker.ts";
import { allowDownloads, createDownloads } from "./stack-downloads.ts";
import { createEdge } from "./stack-edge.ts";
import { type CodeOf, createFunction, createRole, FUNCTIONS, type FunctionName, SHAPES } from "./stack-functions.ts";
import { addSocketRoutes, allowSockets, createHttpApi, createSocketApi } from "./stack-gateways.ts";
import { createRelayResources, feedIngest } from "./stack-relay.ts";
import { createState } from "./stack-table.ts";
import { createAlarms, createTick } from "./stack-watch.ts";

export interface CloudStackProps extends StackProps {
  settings: DeploymentSettings;
  code: CodeOf;
  /** Folder of the finished pages; default: where `npm run bundle` puts them. */
  pages?: string;
}

type PerFunction<T> = Record<FunctionName, T>;
const forEachFunction = <T>(make: (name: FunctionName) => T): PerFunction<T> =>
  Object.fromEntries(FUNCTIONS.map((name) => [name, make(name)])) as PerFunction<T>;

export class CloudStack extends Stack {
  constructor(scope: Construct, id: string, { settings, code, pages, ...props }: CloudStackProps) {
    super(scope, id, props);
    const roles = forEachFunction((name) => createRole(this, name));
    const users = FUNCTIONS.map((name) => ({ role: roles[name].role, actions: SHAPES[name].table }));
    const { table, secret, siteRole } = createState(this, users, settings.strictIsolation);
    const downloads = createDownloads(this);
    const { brokerHost, edgeKey } = askAws(this);
    const relayPolicy = createRelayPolicy(this);
    const { api: socketApi, stage } = createSocketApi(this);
    const environment: Record<string, string> = {
      CCU_ANYWHERE_TABLE: table.tableName,
      CCU_ANYWHERE_BROKER_URL: `wss://${brokerHost}/mqtt`,
      CCU_ANYWHERE_BROKER_CLIENT: CLOUD_CLIENT_PREFIX,
      CCU_ANYWHERE_WS_ENDPOINT: stage.callbackUrl,
      // resolved by CloudFormation when it deploys: the template holds only the reference
      CCU_ANYWHERE_SECRET: secret.secretValue.unsafeUnwrap(),
      CCU_ANYWHERE_EDGE_KEY: edgeKey,
      CCU_ANYWHERE_DOWNLOADS: downloads.bucketName,
      ...(settings.corsOrigins ? { CCU_ANYWHERE_CORS_ORIGINS: settings.corsOrigins } : {}),
      ...(settings.locale ? { CCU_ANYWHERE_LOCALE: settings.locale } : {}),
      ...(siteRole ? { CCU_ANYWHERE_SITE_ROLE: siteRole.roleArn, CCU_ANYWHERE_SITE_TAG: SITE_TAG } : {}),
    };
    const pairing = {
      CCU_ANYWHERE_RELAY_BROKER_URL: `mqtts://${brokerHost}:8883`,
      CCU_ANYWHERE_RELAY_POLICY: relayPolicy.ref,
    };
    const functions = forEachFunction((name) => {
      const { broker, sockets, pairs, downloads: keeps } = SHAPES[name];
      const { role } = roles[name];
      if (broker) allowBroker(this, role, broker);
      if (sockets) allowSockets(this, role, socketApi);
      if (pairs) allowPairing(this, role, pairs);
      if (keeps) allowDownloads(downloads, role, siteRole);
      return createFunction(this, name, roles[name], code, pairs ? { ...environment, ...pairing } : environment);
    });
    addSocketRoutes(this, socketApi, functions);
    const httpApi = createHttpApi(this, functions.rest);
    const relay = createRelayResources(this);
    feedIngest(functions.ingest, relay);
    createTick(this, functions.tick, relay);
    createAlarms(this, { table, relay, httpApi, socketApi }, settings);
    const edge = createEdge(this, { httpApi, socketApi, edgeKey, domain: settings.domain, pages });
    const host = settings.domain?.name ?? edge.distributionDomainName;
    new CfnOutput(this, "Address", { value: `https://${host}`, description: "For clients and browsers" });
  }
}
