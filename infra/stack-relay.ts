/** From the relays into the functions: the broker's rule, the queue of each home, and what is put aside. */
import { Aws, Duration, type Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnTopicRule } from "aws-cdk-lib/aws-iot";
import { Architecture, Code, type IFunction, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsDestination } from "aws-cdk-lib/aws-lambda-destinations";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { TOPIC_ROOT } from "../handlers/relay/protocol/messages.ts";
import { excuse } from "./nag.ts";
import { createRole, RUNTIME } from "./stack-functions.ts";
import { INLINE_LIMIT, uplinkCode } from "./uplink.ts";

/** Messages of one call of ingest: of one home in order, or of several homes. Limit of FIFO queues: 10. */
const INGEST_BATCH = 10;
/** Homes ingested at the same time; more wait. Keeps a flood from using up the account's functions. */
const INGEST_CONCURRENCY = 50;
/** Seconds until a message whose function died comes again: a little more than that function may run. */
const VISIBILITY_S = 40;
/** Attempts before a message is put aside. Nothing is lost: the relay sends again what was not acknowledged. */
const ATTEMPTS = 5;
/** Days that put aside messages are kept: the longest that SQS has. */
const KEEP_DAYS = 14;

export const safeQueue = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

export interface RelayResources {
  ingestQueue: Queue;
  ingestDead: Queue;
  /** What never reached a function: messages of the rule, calls of uplink, ticks. */
  undelivered: Queue;
  uplink: LambdaFunction;
}

export function createRelayResources(stack: Stack): RelayResources {
  const retentionPeriod = Duration.days(KEEP_DAYS);
  const undelivered = new Queue(stack, "Undelivered", { ...safeQueue, retentionPeriod });
  const ingestDead = new Queue(stack, "IngestDead", { ...safeQueue, fifo: true, retentionPeriod });
  const ingestQueue = new Queue(stack, "IngestQueue", {
    ...safeQueue,
    fifo: true,
    // the limits of a FIFO queue then hold for each home, not for all together
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    visibilityTimeout: Duration.seconds(VISIBILITY_S),
    deadLetterQueue: { queue: ingestDead, maxReceiveCount: ATTEMPTS },
  });
  for (const queue of [undelivered, ingestDead]) excuse(queue, "It is a dead letter queue itself.", "SQS3");
  const uplink = createUplinkFunction(stack, ingestQueue, undelivered);
  createRule(stack, uplink, undelivered);
  return { ingestQueue, ingestDead, undelivered, uplink };
}

/** @param ingest reports which messages of a batch failed; for a FIFO queue that is one and all after it. */
export function feedIngest(ingest: IFunction, { ingestQueue }: RelayResources): void {
  const source = { batchSize: INGEST_BATCH, maxConcurrency: INGEST_CONCURRENCY, reportBatchItemFailures: true };
  ingest.addEventSource(new SqsEventSource(ingestQueue, source));
}

function createUplinkFunction(stack: Stack, queue: Queue, undelivered: Queue): LambdaFunction {
  const { role, logGroup } = createRole(stack, "uplink");
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queue.queueArn] }));
  const code = uplinkCode();
  if (Buffer.byteLength(code) > INLINE_LIMIT) throw new Error("the uplink function has grown beyond inline code");
  return new LambdaFunction(stack, "Uplink", {
    description: "CCU Anywhere: from the broker's rule into the queue",
    runtime: RUNTIME,
    architecture: Architecture.ARM_64,
    handler: "index.handler",
    code: Code.fromInline(code),
    memorySize: 128,
    timeout: Duration.seconds(10),
    role,
    logGroup,
    environment: { QUEUE_URL: queue.queueUrl },
    // the relay repeats what was not acknowledged, sooner than Lambda would
    retryAttempts: 1,
    maxEventAge: Duration.minutes(5),
    onFailure: new SqsDestination(undelivered),
  });
}

/** Payloads are bytes (some compressed), so they travel as Base64. Replies go to the function that waits for them. */
const RULE_SQL = `SELECT encode(*, 'base64') AS payload, topic() AS topic, timestamp() AS at FROM '${TOPIC_ROOT}/+/up/#' WHERE topic(4) <> 'reply'`;

function createRule(stack: Stack, uplink: LambdaFunction, undelivered: Queue): void {
  const errors = new Role(stack, "UplinkRuleRole", {
    assumedBy: new ServicePrincipal("iot.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
  });
  errors.addToPrincipalPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [undelivered.queueArn] }));
  const rule = new CfnTopicRule(stack, "UplinkRule", {
    topicRulePayload: {
      description: "What relays say, into the ingest queue",
      awsIotSqlVersion: "2016-03-23",
      sql: RULE_SQL,
      actions: [{ lambda: { functionArn: uplink.functionArn } }],
      errorAction: { sqs: { queueUrl: undelivered.queueUrl, roleArn: errors.roleArn, useBase64: false } },
    },
  });
  uplink.addPermission("Rule", {
    principal: new ServicePrincipal("iot.amazonaws.com"),
    sourceArn: rule.attrArn,
    sourceAccount: Aws.ACCOUNT_ID,
  });
}
