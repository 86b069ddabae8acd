/** Calls of the table, counted: what a request costs is a figure, not an estimate. Nobody else is at this table. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createDynamoConnectionRecords } from "../../adapters/dynamodb/connection-records.ts";
import { createDynamoHomeWriter } from "../../adapters/dynamodb/home-writer.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { PROOF_TTL_MS } from "../../handlers/auth/authenticator.ts";
import { createToken } from "../../handlers/features/accounts/tokens.ts";
import { unprocessable } from "../../handlers/kernel/problem.ts";
import { requestScope } from "../../handlers/kernel/request-scope.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import type { RelayPresence } from "../../handlers/relay/cloud/ingest.ts";
import { readEnvironment } from "../../infra/functions/environment.ts";
import { DATA_AGE_HEADER, restFunction } from "../../infra/functions/rest-function.ts";
import { openCloud } from "../../infra/functions/site.ts";
import { authorizerFunction, socketFunction } from "../../infra/functions/socket-function.ts";
import { type Counted, callMeter } from "../support/call-meter.ts";
import { bearer } from "../support/client.ts";
import { dimmer, state, states } from "../support/devices.ts";
import { startDynamo, TABLE } from "../support/dynamodb.ts";
import { centralState, emptyHub, interfaceState } from "../support/site.ts";
import { context, eventV2 } from "./events.ts";
import { silent } from "./support.ts";

const dynamo = await startDynamo();
after(() => dynamo.stop());

test("what a read, a list, a socket and a wrong credential cost", async (t) => {
  const meter = callMeter();
  const clock = createManualClock(Date.UTC(2026, 0, 1, 12));
  const variables = {
    CCU_ANYWHERE_SECRET: "x".repeat(43),
    CCU_ANYWHERE_TABLE: TABLE,
    // neither is ever asked
    CCU_ANYWHERE_BROKER_URL: "mqtt://127.0.0.1:1",
    CCU_ANYWHERE_WS_ENDPOINT: "http://127.0.0.1:1",
  };
  const cloud = await openCloud(readEnvironment(variables), {
    clock,
    log: silent,
    onCall: meter.onCall,
    metrics: () => {},
    aws: {
      region: "local",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      dynamoEndpoint: dynamo.endpoint,
    },
  });
  after(() => cloud.close());
  const home = cloud.siteOf("counted");
  const device = dimmer();
  const writer = createDynamoHomeWriter({ table: home.table, site: home.id });
  await writer.putCentral(centralState("ccu-main"));
  await writer.putHub("ccu-main", emptyHub("ccu-main"));
  await writer.putInterfaces("ccu-main", [interfaceState("ccu-main", "HmIP-RF")]);
  await writer.putDevice(device);
  await writer.putValues(idOf(device), states({ "1/LEVEL": state(0.5) }));
  const presence: RelayPresence = {
    epoch: 1,
    online: false,
    heardAt: 0,
    since: clock.now() - 60_000,
    centrals: [],
    complete: true,
  };
  await writer.putPresence(presence, 0);
  const admin = { subject: "admin", role: "admin", scheme: "basic" } as const;
  const { token } = await createToken(
    requestScope(home.site, admin),
    admin,
    { subject: "panel", role: "operator" },
    unprocessable,
  );

  const rest = restFunction(cloud, true);
  const authorizer = authorizerFunction(cloud);
  const socket = socketFunction(cloud);
  const headers = bearer(token);
  const get = (path: string) => rest(eventV2({ path: `/api/v1${path}`, headers }), context());
  const cost = async (work: () => Promise<unknown>): Promise<Counted> => {
    meter.take();
    await work();
    return meter.take();
  };
  let connections = 0;
  const connect = async () => {
    connections += 1;
    const request = { headers, requestContext: { eventType: "CONNECT", connectionId: `c${connections}` } };
    const policy = await authorizer(request, context());
    const along = { ...request.requestContext, authorizer: { ...policy.context } };
    assert.equal((await socket({ ...request, requestContext: along }, context())).statusCode, 200);
  };

  const devicePath = `/devices/${device.address}`;
  const first = await get(devicePath);
  assert.equal(first.statusCode, 200, JSON.stringify(first));
  assert.equal(first.headers?.[DATA_AGE_HEADER], "60");
  assert.equal((await get("/tokens")).headers?.[DATA_AGE_HEADER], undefined, "does not depend on the home");
  const reads: Record<string, Counted> = {};
  for (const path of [
    devicePath,
    "/devices",
    `${devicePath}/channels/1/data-points/LEVEL`,
    `${devicePath}/channels`,
    `${devicePath}/cdps`,
    "/rooms",
    "/sysvars",
    "/programs",
    "/interfaces",
    "/system/ccu",
  ]) {
    const ask = async () => {
      const { statusCode } = await get(path);
      assert.equal(statusCode, 200, path);
    };
    await ask();
    reads[`${path} again`] = await cost(ask);
    // a function that was never asked before: the credential is looked up too
    clock.advance(PROOF_TTL_MS);
    reads[path] = await cost(ask);
    assert.equal(reads[`${path} again`]?.calls, 1, path);
    assert.ok((reads[path]?.calls ?? 0) <= 2, `${path}: ${JSON.stringify(reads[path])}`);
  }
  await connect();
  const warmSocket = await cost(connect);
  clock.advance(PROOF_TTL_MS);
  const coldSocket = await cost(connect);
  const wrong = await cost(() =>
    rest(eventV2({ path: `/api/v1${devicePath}`, headers: bearer(`counted.${"A".repeat(43)}`) }), context()),
  );
  const nobody = await cost(() => rest(eventV2({ path: "/api/v1/devices" }), context()));

  assert.equal(warmSocket.calls, 1, "its record");
  assert.equal(coldSocket.calls, 2, "the token and its record");
  assert.equal(wrong.calls, 1, "a look for the token");
  assert.equal(nobody.calls, 0);
  // a batch of events costs a look at the sockets, and a write only where one of them wants it
  const records = createDynamoConnectionRecords({ table: home.table, clock, site: home.id });
  const times = { connectedAt: clock.now(), heardAt: clock.now(), expiresAt: clock.now() + 60_000 };
  for (const { id } of await records.list()) await records.delete(id);
  await records.put({ id: "quiet", identity: admin, topics: ["device.a"], classify: false, cursor: 0, ...times });
  const events = await home.eventLog.append(["device.b", "hub.c"].map((topic) => ({ topic, tail: "" })));
  const unwanted = await cost(() => home.stream().fanOut(events));
  assert.equal(unwanted.calls, 1, "the list of sockets");
  assert.equal(unwanted.writeUnits, 0);
  t.diagnostic(JSON.stringify({ ...reads, coldSocket, unwanted }));
});
