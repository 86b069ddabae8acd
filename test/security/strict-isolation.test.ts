/**
 * Strict isolation, over the whole of the functions: what is a home's is asked for with a session of this home, and the
 * function's own role asks for nothing but the deployment's. The table here refuses what the policies would refuse.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { DEPLOYMENT } from "../../handlers/ports/index.ts";
import { tickFunction } from "../../infra/functions/tick-function.ts";
import { type Asked, CREDENTIALS, json, REGION, signerOf, startEndpoint } from "../adapters/aws/endpoint.ts";
import { ROLE, startSts } from "../adapters/aws/fake-sts.ts";
import { context } from "../lambda/events.ts";
import { bearer } from "../support/client.ts";
import { A, B, startTwoHomes } from "./two-homes.ts";

interface Keyed {
  pk?: { S?: string };
}
interface TableRequest {
  Key?: Keyed;
  Item?: Keyed;
  RequestItems?: Record<string, { Keys?: Keyed[] }>;
  KeyConditionExpression?: string;
  ExpressionAttributeValues?: Record<string, { S?: string }>;
}

/** `dynamodb:LeadingKeys` of a call. */
function partitionsOf(request: TableRequest): string[] {
  const { Key, Item, RequestItems = {}, KeyConditionExpression, ExpressionAttributeValues = {} } = request;
  const keyed = [Key, Item, ...Object.values(RequestItems).flatMap(({ Keys = [] }) => Keys)];
  const name = /\bpk = (:\w+)/.exec(KeyConditionExpression ?? "")?.[1];
  return [...keyed.map((each) => each?.pk?.S), ...(name ? [ExpressionAttributeValues[name]?.S] : [])].filter(
    (partition) => partition !== undefined,
  );
}

test("two homes with requests, sockets and ticks: every call reaches one home, as the policies say", async (t: TestContext) => {
  const sts = await startSts(t, Date.now);
  const refused: string[] = [];
  const calls = new Map<string, number>();
  const homes = await startTwoHomes(undefined, async (dynamo) => {
    const endpoint = await startEndpoint(t, async (asked: Asked) => {
      const by = signerOf(asked)?.accessKeyId ?? "";
      const site = by === CREDENTIALS.accessKeyId ? DEPLOYMENT : by.replace(/^ASIA-|-\d+$/g, "");
      const partitions = partitionsOf(JSON.parse(asked.body.toString()) as TableRequest);
      calls.set(site, (calls.get(site) ?? 0) + 1);
      if (partitions.length === 0 || !partitions.every((partition) => partition.startsWith(`${site}#`))) {
        refused.push(`${by}: ${asked.headers["x-amz-target"]} ${partitions.join(" ")}`);
        return json(400, { __type: "com.amazon.coral.service#AccessDeniedException", message: "not authorized" });
      }
      const { host: _, ...headers } = asked.headers as Record<string, string>;
      // one database for every key: DynamoDB Local has one for each
      headers.authorization = (headers.authorization ?? "").replace(
        /Credential=[^,]+/,
        "Credential=local/20260101/local/dynamodb/aws4_request",
      );
      const answer = await fetch(dynamo, { method: "POST", headers, body: new Uint8Array(asked.body) });
      return {
        status: answer.status,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: await answer.text(),
      };
    });
    return {
      login: { region: REGION, credentials: CREDENTIALS, dynamoEndpoint: endpoint, stsEndpoint: sts.endpoint },
      variables: { CCU_ANYWHERE_SITE_ROLE: ROLE },
    };
  });
  try {
    for (const [site, person] of [
      [A, homes.people.alice],
      [B, homes.people.bob],
    ] as const) {
      const headers = bearer(person.token);
      for (const path of ["/auth/me", "/devices", "/users", "/audit", "/relays"]) {
        const answer = await homes.ask({ method: "GET", path: `/api/v1${path}`, headers });
        assert.equal(answer.status, 200, `${path} ${answer.text}`);
      }
      const made = {
        headers: { ...headers, "content-type": "application/json" },
        body: '{"subject":"x","role":"viewer"}',
      };
      assert.equal((await homes.ask({ method: "POST", path: "/api/v1/auth/tokens", ...made })).status, 201);
      const say = await homes.connect(`socket-${site}`, headers);
      assert.ok(say);
      assert.equal((await say({ op: "subscribe", topics: ["*"] })).error, undefined);
    }
    const forged = { method: "GET", path: "/api/v1/devices", headers: bearer(homes.people.bob.token.replace(B, A)) };
    assert.equal((await homes.ask(forged)).status, 401);
    assert.equal((await homes.ask({ ...forged, headers: {} })).status, 401);
    assert.deepEqual(await tickFunction(homes.cloud)({}, context()), { sites: 2, sockets: 2 });
    assert.deepEqual(refused, []);
    assert.deepEqual([...calls.keys()].sort(), [A, B, DEPLOYMENT].sort());
    assert.equal(sts.asked.length, 2, "one session for each home");
  } finally {
    await homes.stop();
  }
});
