import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Match } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { PING_INTERVAL_MS } from "../../../handlers/stream/limits.ts";
import { LEASE_MS } from "../../../handlers/stream/pump.ts";
import { bundledCode, FUNCTIONS, SHAPES } from "../../../infra/stack-functions.ts";
import { askedOf, flat, synthesize } from "../synthesized.ts";

const { app, stack, template, resources } = synthesize({ alarmEmail: "ops@example.org", monthlyBudget: "7.5" });
const { ofType, one } = askedOf(resources);

test("cdk-nag finds nothing that is not excused", () => {
  for (const { app: checked } of [
    { app },
    synthesize({
      strictIsolation: "true",
      domain: "ccu.example.org",
      certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/1",
    }),
  ]) {
    const { violations } = new AwsSolutionsChecks(checked).validateScope(checked);
    assert.deepEqual(
      violations.map(({ ruleName, violatingResources }) => [
        ruleName,
        violatingResources.map(({ constructPath }) => constructPath),
      ]),
      [],
    );
  }
});

test("every excuse says why", () => {
  let count = 0;
  for (const construct of stack.node.findAll())
    for (const { type, data } of construct.node.metadata)
      if (type === "aws:cdk:acknowledged-rules")
        for (const [id, reason] of Object.entries(data as Record<string, string>)) {
          count += 1;
          assert.ok(reason.length > 25, `${construct.node.path} ${id}: ${reason}`);
        }
  assert.ok(count > 20);
});

describe("state", () => {
  test("the table is billed by use, expires, can be restored, is encrypted and outlives the stack", () => {
    template.hasResource("AWS::DynamoDB::Table", {
      DeletionPolicy: "Retain",
      Properties: {
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        DeletionProtectionEnabled: true,
      },
    });
  });

  test("the key is made by AWS, holds 256 bits, stays out of the template and outlives the stack", () => {
    const { GenerateSecretString: generated } = one("AWS::SecretsManager::Secret") as {
      GenerateSecretString: { PasswordLength: number; ExcludePunctuation: boolean };
    };
    assert.equal(generated.ExcludePunctuation, true);
    assert.ok(generated.PasswordLength * Math.log2(62) >= 256);
    assert.equal(ofType("AWS::SecretsManager::Secret")[0]?.[1].DeletionPolicy, "Retain");
    const { Variables } = one("AWS::Lambda::Function", "Rest").Environment as { Variables: Record<string, unknown> };
    assert.match(flat(Variables.CCU_ANYWHERE_SECRET), /^\{\{resolve:secretsmanager:<Secret\w+>:SecretString:::?\}\}$/);
  });

  test("every bucket, queue and topic takes encrypted connections only", () => {
    for (const type of ["AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"])
      for (const [id, { Properties }] of ofType(type))
        assert.match(
          JSON.stringify(Properties),
          /"Effect":"Deny".*"aws:SecureTransport":"false"|"aws:SecureTransport":"false".*"Effect":"Deny"/,
          id,
        );
    assert.equal(ofType("AWS::SQS::QueuePolicy").length, ofType("AWS::SQS::Queue").length);
    for (const [id, { Properties }] of ofType("AWS::SQS::Queue"))
      assert.equal(Properties.SqsManagedSseEnabled, true, id);
    template.hasResourceProperties("AWS::S3::Bucket", {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });
});

test("downloads are private and gone after a day; pages may fetch them, nobody may write", () => {
  const bucket = one("AWS::S3::Bucket", "Downloads");
  const { Rules: rules } = bucket.LifecycleConfiguration as { Rules: Record<string, unknown>[] };
  assert.deepEqual(
    rules.map(({ ExpirationInDays, Status }) => [ExpirationInDays, Status]),
    [[1, "Enabled"]],
  );
  const { CorsRules: cors } = bucket.CorsConfiguration as { CorsRules: { AllowedMethods: string[] }[] };
  assert.deepEqual(
    cors.flatMap(({ AllowedMethods }) => AllowedMethods),
    ["GET"],
  );
  assert.ok(bucket.BucketEncryption);
  assert.deepEqual(Object.values(bucket.PublicAccessBlockConfiguration as object), [true, true, true, true]);
  const { Variables } = one("AWS::Lambda::Function", "Rest").Environment as { Variables: Record<string, unknown> };
  assert.match(flat(Variables.CCU_ANYWHERE_DOWNLOADS), /^<Downloads\w+>$/);
});

describe("functions", () => {
  test("each is small, on arm64, on the Node of the tests, and ends before a lease does", () => {
    for (const name of FUNCTIONS) {
      const properties = one("AWS::Lambda::Function", `${name[0]?.toUpperCase()}${name.slice(1)}`);
      assert.deepEqual(properties.Architectures, ["arm64"]);
      assert.equal(properties.Runtime, `nodejs${process.versions.node.split(".")[0]}.x`);
      assert.equal(properties.Handler, "index.handler");
      assert.ok((properties.MemorySize as number) <= 512);
      assert.ok((properties.Timeout as number) * 1000 < LEASE_MS);
      assert.equal(properties.Timeout, SHAPES[name].timeout);
    }
  });

  test("they are told what infra/functions/environment.ts asks for", () => {
    const source = readFileSync(join(import.meta.dirname, "../../../infra/functions/environment.ts"), "utf8");
    const asked = new Set([...source.matchAll(/"(CCU_ANYWHERE_\w+)"/g)].map(([, name]) => name as string));
    const chosen = { strictIsolation: "true", corsOrigins: "https://panel.example", locale: "de" };
    const told = askedOf(synthesize(chosen).resources).one("AWS::Lambda::Function", "Rest");
    const all = (told.Environment as { Variables: Record<string, unknown> }).Variables;
    for (const name of asked) assert.ok(name in all, name);
    const { Variables } = one("AWS::Lambda::Function", "Rest").Environment as { Variables: Record<string, unknown> };
    assert.ok(!("CCU_ANYWHERE_SITE_ROLE" in Variables));
    assert.match(flat(Variables.CCU_ANYWHERE_TABLE), /^<Table\w+>$/);
    assert.match(flat(Variables.CCU_ANYWHERE_BROKER_URL), /^wss:\/\/<BrokerEndpoint\w+\.endpointAddress>\/mqtt$/);
    assert.match(
      flat(Variables.CCU_ANYWHERE_RELAY_BROKER_URL),
      /^mqtts:\/\/<BrokerEndpoint\w+\.endpointAddress>:8883$/,
    );
    assert.match(
      flat(Variables.CCU_ANYWHERE_WS_ENDPOINT),
      /^https:\/\/<SocketApi\w+>\.execute-api\.<AWS::Region>\.<AWS::URLSuffix>\/live$/,
    );
  });

  test("every log ends", () => {
    for (const [id, { Properties }] of ofType("AWS::Logs::LogGroup")) assert.equal(Properties.RetentionInDays, 30, id);
    for (const [id, { Properties }] of ofType("AWS::Lambda::Function"))
      if (!/^(AWS679|CustomCDKBucket)/.test(id)) assert.ok(Properties.LoggingConfig, id);
  });

  test("without a bundle the deployment stops and says what to do", () => {
    assert.throws(() => bundledCode("/nowhere")("rest"), /npm run bundle/);
  });
});

describe("from the relays", () => {
  test("everything but replies goes to uplink as bytes; what fails is kept", () => {
    const { TopicRulePayload: rule } = one("AWS::IoT::TopicRule") as {
      TopicRulePayload: { Sql: string; Actions: { Lambda: { FunctionArn: unknown } }[]; ErrorAction: unknown };
    };
    assert.equal(
      rule.Sql,
      "SELECT encode(*, 'base64') AS payload, topic() AS topic, timestamp() AS at FROM 'ccu-anywhere/+/up/#' WHERE topic(4) <> 'reply'",
    );
    assert.match(flat(rule.Actions[0]?.Lambda.FunctionArn), /^<Uplink\w+\.Arn>$/);
    assert.match(JSON.stringify(rule.ErrorAction), /Undelivered/);
    template.hasResourceProperties("AWS::Lambda::Permission", {
      Principal: "iot.amazonaws.com",
      SourceAccount: { Ref: "AWS::AccountId" },
      SourceArn: Match.anyValue(),
    });
  });

  test("the queue is ordered per home, and its dead letters are kept for two weeks", () => {
    const queue = one("AWS::SQS::Queue", "IngestQueue");
    assert.equal(queue.FifoQueue, true);
    assert.equal(queue.DeduplicationScope, "messageGroup");
    assert.equal(queue.FifoThroughputLimit, "perMessageGroupId");
    assert.ok((queue.VisibilityTimeout as number) > SHAPES.ingest.timeout);
    assert.match(
      JSON.stringify(queue.RedrivePolicy),
      /"maxReceiveCount":5.*IngestDead|IngestDead.*"maxReceiveCount":5/,
    );
    assert.equal(one("AWS::SQS::Queue", "IngestDead").MessageRetentionPeriod, 14 * 86_400);
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 50 },
    });
  });
});

describe("watching", () => {
  test("ticks come at the contract's pace: one directly, one held back", () => {
    const { ScheduleExpression, Targets } = one("AWS::Events::Rule") as {
      ScheduleExpression: string;
      Targets: { Arn: unknown }[];
    };
    assert.equal(ScheduleExpression, "rate(1 minute)");
    assert.deepEqual(
      Targets.map(({ Arn }) => flat(Arn).replace(/[\dA-F]{8}\.Arn/, "")),
      ["<Tick>", "<HalfMinute>"],
    );
    assert.equal((one("AWS::SQS::Queue", "HalfMinute").DelaySeconds as number) * 1000, 60_000 - PING_INTERVAL_MS);
  });

  test("alarms on errors, throttles, dead letters and age reach somebody, within the free ten", () => {
    const alarms = ofType("AWS::CloudWatch::Alarm");
    const names = [
      "FunctionErrors",
      "FunctionThrottles",
      "IngestDead",
      "Undelivered",
      "IngestAge",
      "TableThrottles",
      "HttpErrors",
      "SocketErrors",
    ];
    for (const name of names)
      assert.ok(
        alarms.some(([id]) => id.startsWith(name)),
        name,
      );
    assert.ok(alarms.length <= 10);
    for (const [id, { Properties }] of alarms) {
      assert.equal((Properties.AlarmActions as unknown[]).length, 1, id);
      assert.equal(Properties.TreatMissingData, "notBreaching", id);
    }
    assert.ok(
      alarms.every(([, { Properties }]) => Properties.Metrics === undefined),
      "a sum is billed by its parts",
    );
    template.hasResourceProperties("AWS::SNS::Subscription", { Protocol: "email", Endpoint: "ops@example.org" });
  });

  test("the budget warns before and when it is spent", () => {
    const { Budget, NotificationsWithSubscribers: notices } = one("AWS::Budgets::Budget") as {
      Budget: Record<string, unknown>;
      NotificationsWithSubscribers: { Notification: Record<string, unknown> }[];
    };
    assert.deepEqual(Budget.BudgetLimit, { Amount: 7.5, Unit: "USD" });
    assert.deepEqual(
      notices.map(({ Notification }) => [Notification.NotificationType, Notification.Threshold]),
      [
        ["ACTUAL", 80],
        ["FORECASTED", 100],
      ],
    );
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Principal: { Service: "budgets.amazonaws.com" }, Action: "sns:Publish" }),
        ]),
      },
    });
  });
});
