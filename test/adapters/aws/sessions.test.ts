/** Strict isolation: the items of a home are reached with a session that AWS STS gave for this home. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openSiteSessions } from "../../../adapters/aws-sts/open.ts";
import { RENEW_MS } from "../../../adapters/aws-sts/sessions.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { DEPLOYMENT, siteId } from "../../../handlers/ports/index.ts";
import { openAws } from "../../../infra/functions/aws.ts";
import { readEnvironment } from "../../../infra/functions/environment.ts";
import { SITE_TAG } from "../../../infra/functions/limits.ts";
import { type Asked, CREDENTIALS, json, REGION, signerOf, startEndpoint } from "./endpoint.ts";
import { ROLE, SESSION_MS, startSts } from "./fake-sts.ts";

/** DynamoDB: remembers who asked for which partitions. */
async function startTable(t: TestContext) {
  const calls: { by: string; token: string | undefined; partition: string }[] = [];
  const endpoint = await startEndpoint(t, (request: Asked) => {
    const { Key } = JSON.parse(request.body.toString()) as { Key: { pk: { S: string } } };
    const token = request.headers["x-amz-security-token"];
    calls.push({ by: signerOf(request)?.accessKeyId ?? "", token: token as string | undefined, partition: Key.pk.S });
    return json(200, {}, { "content-type": "application/x-amz-json-1.0" });
  });
  return { endpoint, calls };
}

const environment = (more: Record<string, string> = {}) =>
  readEnvironment({
    CCU_ANYWHERE_SECRET: "x".repeat(43),
    CCU_ANYWHERE_TABLE: "ccu-anywhere",
    CCU_ANYWHERE_BROKER_URL: "mqtt://127.0.0.1:1",
    CCU_ANYWHERE_WS_ENDPOINT: "http://127.0.0.1:1",
    ...more,
  });

async function startBench(t: TestContext, variables: Record<string, string>) {
  const clock = createManualClock();
  // the SDK looks at the machine's clock, so that sessions end by that
  const [sts, table] = await Promise.all([startSts(t, Date.now), startTable(t)]);
  const aws = openAws({
    environment: environment(variables),
    clock,
    login: { region: REGION, credentials: CREDENTIALS, dynamoEndpoint: table.endpoint, stsEndpoint: sts.endpoint },
  });
  t.after(() => aws.close());
  const read = (site: string) => aws.tableOf(siteId(site)).get({ pk: `${site}#r#user`, sk: "x" });
  return { clock, sts, table, aws, read };
}

test("each home is read with its own session, the deployment's records with the function's own role", async (t) => {
  const { sts, table, aws, read } = await startBench(t, { CCU_ANYWHERE_SITE_ROLE: ROLE });
  for (const site of ["attic", "cellar", DEPLOYMENT, "attic", "cellar"]) await read(site);
  assert.deepEqual(table.calls, [
    { by: "ASIA-attic-1", token: "token-attic", partition: "attic#r#user" },
    { by: "ASIA-cellar-2", token: "token-cellar", partition: "cellar#r#user" },
    { by: CREDENTIALS.accessKeyId, token: undefined, partition: "~#r#user" },
    { by: "ASIA-attic-1", token: "token-attic", partition: "attic#r#user" },
    { by: "ASIA-cellar-2", token: "token-cellar", partition: "cellar#r#user" },
  ]);
  assert.notEqual(aws.tableOf(siteId("attic")), aws.tableOf(siteId("cellar")));
  const [first] = sts.asked;
  assert.equal(first?.get("RoleArn"), ROLE);
  assert.equal(first?.get("Tags.member.1.Key"), SITE_TAG);
  assert.equal(first?.get("DurationSeconds"), "3600");
  assert.match(first?.get("RoleSessionName") ?? "", /^[\w+=,.@-]{2,64}$/);
});

test("many at once: each home asks once, and nobody gets what is another's", async (t) => {
  const { sts, table, read } = await startBench(t, { CCU_ANYWHERE_SITE_ROLE: ROLE });
  const sites = Array.from({ length: 40 }, (_, n) => `home-${n % 20}`);
  await Promise.all(sites.map(read));
  assert.equal(sts.asked.length, 20);
  assert.equal(table.calls.length, 40);
  for (const { by, partition } of table.calls) assert.equal(by.replace(/^ASIA-|-\d+$/g, ""), partition.split("#")[0]);
});

test("without the variable nothing changes: no session is asked for", async (t) => {
  const { sts, table, aws, read } = await startBench(t, {});
  for (const site of ["attic", "cellar"]) await read(site);
  assert.ok(table.calls.every(({ by }) => by === CREDENTIALS.accessKeyId));
  assert.equal(sts.asked.length, 0);
  assert.equal(aws.tableOf(siteId("attic")), aws.tableOf(DEPLOYMENT));
});

test("a session is used until shortly before its end; a refusal is not remembered", async (t) => {
  const clock = createManualClock();
  const sts = await startSts(t, () => clock.now());
  const options = { roleArn: ROLE, tag: SITE_TAG, clock };
  const config = { region: REGION, credentials: CREDENTIALS, endpoint: sts.endpoint, maxAttempts: 1 };
  const sessionOf = openSiteSessions(config, options);
  sts.refuse(true);
  await assert.rejects(sessionOf("home"), { name: "AccessDenied" });
  sts.refuse(false);
  const first = await sessionOf("home");
  clock.advance(SESSION_MS - RENEW_MS - 1);
  assert.equal((await sessionOf("home")).accessKeyId, first.accessKeyId);
  clock.advance(1);
  assert.notEqual((await sessionOf("home")).accessKeyId, first.accessKeyId);
  assert.equal(sts.asked.length, 3);
});

test("a role that is no ARN is a mistake of the deployment", () => {
  assert.throws(() => environment({ CCU_ANYWHERE_SITE_ROLE: "site" }), /CCU_ANYWHERE_SITE_ROLE/);
});
