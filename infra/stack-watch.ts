/** The tick, the alarms and the budget. Ten alarms cost nothing (CloudWatch's permanent free tier): these are eight. */
import { Aws, Duration, type Stack } from "aws-cdk-lib";
import type { HttpApi, WebSocketApi } from "aws-cdk-lib/aws-apigatewayv2";
import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as FunctionTarget, SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { PING_INTERVAL_MS } from "../handlers/stream/limits.ts";
import { excuse } from "./nag.ts";
import type { DeploymentSettings } from "./settings.ts";
import { STAGE } from "./stack-gateways.ts";
import { type RelayResources, safeQueue } from "./stack-relay.ts";

/** Shortest period of a schedule. */
const SCHEDULE_S = 60;
/** Seconds after which a tick comes too late to be of use: the next one is there. */
const TICK_LIFE_S = 60;

/**
 * The contract wants a ping every 30 s, schedules know only minutes: each minute one tick goes directly to the function,
 * another one through a queue that holds it back for half of the time.
 */
export function createTick(stack: Stack, tick: LambdaFunction, { undelivered }: RelayResources): void {
  const half = new Queue(stack, "HalfMinute", {
    ...safeQueue,
    deliveryDelay: Duration.millis(SCHEDULE_S * 1000 - PING_INTERVAL_MS),
    retentionPeriod: Duration.seconds(TICK_LIFE_S + SCHEDULE_S),
    visibilityTimeout: Duration.seconds(TICK_LIFE_S),
  });
  excuse(
    half,
    "A tick that failed is of no use later: it ends after two minutes, and the alarm on errors tells.",
    "SQS3",
  );
  const target = { deadLetterQueue: undelivered, maxEventAge: Duration.seconds(TICK_LIFE_S), retryAttempts: 0 };
  new Rule(stack, "TickSchedule", {
    description: "CCU Anywhere: pings, expiry, presence",
    schedule: Schedule.rate(Duration.seconds(SCHEDULE_S)),
    targets: [new FunctionTarget(tick, target), new SqsQueue(half)],
  });
  tick.addEventSource(new SqsEventSource(half, { batchSize: 1, maxConcurrency: 2 }));
}

export interface Watched {
  table: Table;
  relay: RelayResources;
  httpApi: HttpApi;
  socketApi: WebSocketApi;
}

const FIVE_MINUTES = Duration.minutes(5);

/**
 * Over all functions of the account in this region. One metric: an alarm on a sum over our own six would be billed as
 * six, and cost more than a home.
 */
const ofFunctions = (metricName: "Errors" | "Throttles"): Metric =>
  new Metric({ namespace: "AWS/Lambda", metricName, period: FIVE_MINUTES, statistic: "Sum" });

interface AlarmShape {
  why: string;
  metric: IMetric;
  /** Alarm at this value and above. */
  from: number;
  /** Five-minute periods in a row; default 1. */
  periods?: number;
}

function alarmsOf({ table, relay, httpApi, socketApi }: Watched): Record<string, AlarmShape> {
  const waiting = (queue: Queue): Metric =>
    queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: "Maximum" });
  return {
    FunctionErrors: {
      why: "Functions fail: see their logs",
      metric: ofFunctions("Errors"),
      from: 5,
    },
    FunctionThrottles: {
      why: "More functions are wanted at once than the account may run",
      metric: ofFunctions("Throttles"),
      from: 1,
    },
    IngestDead: { why: "Messages of a relay that ingest could not take", metric: waiting(relay.ingestDead), from: 1 },
    Undelivered: { why: "Messages that reached no function", metric: waiting(relay.undelivered), from: 1 },
    IngestAge: {
      why: "Events wait for more than a minute",
      metric: relay.ingestQueue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: "Maximum" }),
      from: 60,
    },
    TableThrottles: {
      why: "The table refuses calls: a home writes more than a partition takes, or the table grows",
      metric: new Metric({
        namespace: "AWS/DynamoDB",
        metricName: "ThrottledRequests",
        dimensionsMap: { TableName: table.tableName },
        period: FIVE_MINUTES,
        statistic: "Sum",
      }),
      from: 10,
    },
    HttpErrors: {
      why: "REST requests fail in the cloud (5xx; a home that is away counts too)",
      metric: httpApi.metricServerError({ period: FIVE_MINUTES, statistic: "Sum" }),
      from: 20,
      periods: 2,
    },
    SocketErrors: {
      why: "Messages of WebSocket clients fail",
      metric: new Metric({
        namespace: "AWS/ApiGateway",
        metricName: "IntegrationError",
        dimensionsMap: { ApiId: socketApi.apiId, Stage: STAGE },
        period: FIVE_MINUTES,
        statistic: "Sum",
      }),
      from: 5,
    },
  };
}

export function createAlarms(stack: Stack, watched: Watched, settings: DeploymentSettings): void {
  const topic = new Topic(stack, "Alarms", { displayName: "CCU Anywhere", enforceSSL: true });
  excuse(
    topic,
    "Alarms cannot write to a topic under SNS's own key; a key of our own costs more than two homes.",
    "SNS2",
  );
  if (settings.alarmEmail) topic.addSubscription(new EmailSubscription(settings.alarmEmail));
  for (const [id, { why, metric, from, periods = 1 }] of Object.entries(alarmsOf(watched))) {
    const alarm = new Alarm(stack, `${id}Alarm`, {
      alarmDescription: `CCU Anywhere: ${why}`,
      metric,
      threshold: from,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
  createBudget(stack, topic, settings.monthlyBudget);
}

/** Percent of the budget that was spent, and that AWS expects to be spent, at which it is told. */
const NOTICES = [
  { notificationType: "ACTUAL", threshold: 80 },
  { notificationType: "FORECASTED", threshold: 100 },
] as const;

function createBudget(stack: Stack, topic: Topic, amount: number): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("budgets.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
  );
  const budget = new CfnBudget(stack, "Budget", {
    budget: { budgetType: "COST", timeUnit: "MONTHLY", budgetLimit: { amount, unit: "USD" } },
    notificationsWithSubscribers: NOTICES.map((notice) => ({
      notification: { ...notice, comparisonOperator: "GREATER_THAN", thresholdType: "PERCENTAGE" },
      subscribers: [{ subscriptionType: "SNS", address: topic.topicArn }],
    })),
  });
  // AWS tests the topic when the budget is made
  budget.node.addDependency(topic);
}
