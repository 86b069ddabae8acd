/** The functions: how large each is, what it may do, and what it is told. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Duration, RemovalPolicy, type Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { allowWildcards } from "./nag.ts";
import { TABLE_ACTIONS, type TableAction } from "./stack-table.ts";

export const FUNCTIONS = ["rest", "socket", "authorizer", "ingest", "tick"] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** Newest Node of Lambda with long-term support, and the one that all tests run on. */
export const RUNTIME = Runtime.NODEJS_24_X;
export const LOG_RETENTION = RetentionDays.ONE_MONTH;

/**
 * What a function tells relays, by topic below `ccu-anywhere/<site>/down/`. Whoever has a connection also hears replies
 * and the relays' states (handlers/relay/cloud/requester.ts).
 */
export interface BrokerUse {
  publish?: readonly ("request" | "ack" | "flush" | "resync")[];
  publishRetained?: readonly "listening"[];
}

export interface FunctionShape {
  summary: string;
  /** MB; CPU grows with it (1,769 MB = one core). */
  memory: number;
  /** Seconds. */
  timeout: number;
  table: readonly TableAction[];
  broker?: BrokerUse;
  /** Posts to open sockets and closes them. */
  sockets?: true;
  /** Makes and ends the credentials of relays, or ends those that are due. */
  pairs?: "makes" | "ends";
  /** Keeps answers that are too large for the gateway. */
  downloads?: true;
}

/**
 * Seconds: the HTTP API waits 30, the WebSocket API 29; an expired lease (handlers/stream/pump.ts, 40 s) must mean that
 * its holder is dead.
 */
const GATEWAY_TIMEOUT_S = 29;
/** Seconds that a client waits for its socket; a look into the table takes milliseconds, a password 0.3 s of a core. */
const AUTHORIZER_TIMEOUT_S = 10;

export const SHAPES: Record<FunctionName, FunctionShape> = {
  rest: {
    summary: "REST operations",
    // checks passwords (bcrypt): with less memory a login takes seconds
    memory: 512,
    timeout: GATEWAY_TIMEOUT_S,
    table: TABLE_ACTIONS,
    // acknowledgements also tell a relay that it counts no longer
    broker: { publish: ["request", "flush", "ack"] },
    sockets: true,
    pairs: "makes",
    downloads: true,
  },
  socket: {
    summary: "Messages of WebSocket clients",
    memory: 256,
    timeout: GATEWAY_TIMEOUT_S,
    table: TABLE_ACTIONS,
    broker: { publish: ["request", "flush"], publishRetained: ["listening"] },
    sockets: true,
  },
  authorizer: {
    summary: "Who may open a WebSocket",
    memory: 512,
    timeout: AUTHORIZER_TIMEOUT_S,
    // writes too: the first use of the first password is noted
    table: ["BatchGetItem", "GetItem", "PutItem", "Query", "UpdateItem"],
  },
  ingest: {
    summary: "What relays send, into the table and on to the sockets",
    memory: 256,
    timeout: GATEWAY_TIMEOUT_S,
    table: TABLE_ACTIONS,
    broker: { publish: ["ack", "resync"] },
    sockets: true,
  },
  tick: {
    summary: "Pings, expiry, presence; twice a minute",
    memory: 256,
    timeout: GATEWAY_TIMEOUT_S,
    table: TABLE_ACTIONS,
    broker: { publishRetained: ["listening"] },
    sockets: true,
    pairs: "ends",
  },
};

/** Where the code comes from. */
export type CodeOf = (name: FunctionName) => Code;

const BUNDLES = join(import.meta.dirname, "..", "dist", "functions");

/** What `npm run bundle` wrote. @throws where it did not run. */
export function bundledCode(folder: string = BUNDLES): CodeOf {
  return (name) => {
    const path = join(folder, name);
    if (!existsSync(join(path, "index.mjs")))
      throw new Error(`the bundle of the function ${name} is not there: npm run bundle`);
    return Code.fromAsset(path, { exclude: ["*.map", "*.json"] });
  };
}

const roleId = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** A role that may write the function's own log, and a log that ends. Lambda's managed policy would allow all logs. */
export function createRole(stack: Stack, name: string): { role: Role; logGroup: LogGroup } {
  const logGroup = new LogGroup(stack, `${roleId(name)}Log`, {
    retention: LOG_RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(stack, `${roleId(name)}Role`, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  allowWildcards(role, {
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [logGroup.logGroupArn],
    because: "The streams of the function's own log have no names in advance.",
  });
  return { role, logGroup };
}

export function createFunction(
  stack: Stack,
  name: FunctionName,
  { role, logGroup }: { role: Role; logGroup: LogGroup },
  code: CodeOf,
  environment: Record<string, string>,
): LambdaFunction {
  const { summary, memory, timeout } = SHAPES[name];
  return new LambdaFunction(stack, roleId(name), {
    description: `CCU Anywhere: ${summary}`,
    runtime: RUNTIME,
    architecture: Architecture.ARM_64,
    handler: "index.handler",
    code: code(name),
    memorySize: memory,
    timeout: Duration.seconds(timeout),
    role,
    logGroup,
    environment,
    retryAttempts: 0,
  });
}
