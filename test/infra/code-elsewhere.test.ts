/** Code that runs elsewhere as text: in CloudFront, and as an inline function. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import vm from "node:vm";
import fc from "fast-check";
import { encodedPath, originOf, PATH_HEADER, plainHeaders, VIEWER_HEADER } from "../../adapters/lambda/event.ts";
import { parseTopic, topics } from "../../handlers/relay/protocol/messages.ts";
import { apiEdgeCode, eventsEdgeCode, pagesEdgeCode } from "../../infra/edge-functions.ts";
import { INLINE_LIMIT, type UplinkMessage, uplinkCode } from "../../infra/uplink.ts";

interface EdgeRequest {
  uri: string;
  headers: Record<string, { value: string }>;
}
/** As CloudFront calls it: the text alone, nothing around it. Bytes of a function: 10 KB. */
function atEdge(code: string, uri: string, headers: Record<string, string> = {}): EdgeRequest {
  assert.ok(Buffer.byteLength(code) < 10_240);
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }]));
  const event = { viewer: { ip: "198.51.100.7" }, request: { uri, headers: given } };
  return JSON.parse(vm.runInNewContext(`${code}\nJSON.stringify(handler(${JSON.stringify(event)}))`)) as EdgeRequest;
}

describe("CloudFront", () => {
  test("the API hears the client's address, host and path; what the client said of them itself is overwritten", () => {
    const forged = {
      [VIEWER_HEADER]: "127.0.0.1",
      [PATH_HEADER]: "/x",
      "x-forwarded-host": "evil.example",
      host: "ccu.example.org",
    };
    const { uri, headers } = atEdge(apiEdgeCode(), "/api/v1/devices/a%2Fb", forged);
    assert.equal(uri, "/api/v1/devices/a%2Fb");
    const plain = plainHeaders({
      ...Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value])),
      "x-ccu-anywhere-edge": "key",
    });
    assert.equal(encodedPath("/api/v1/devices/a/b", plain[PATH_HEADER]), "/api/v1/devices/a%2Fb");
    const origin = originOf(plain, "203.0.113.1", { edgeKey: "key" });
    assert.equal(origin.remote, "198.51.100.7");
    assert.equal(origin.headers.host, "ccu.example.org");
  });

  test("the events go to the stage of the WebSocket API", () => {
    const { uri, headers } = atEdge(eventsEdgeCode("live"), "/api/v1/events", {
      host: "ccu.example.org",
      authorization: "Bearer t",
    });
    assert.equal(uri, "/live");
    assert.equal(headers["x-forwarded-host"]?.value, "ccu.example.org");
    assert.equal(headers.authorization?.value, "Bearer t");
    assert.equal(headers[VIEWER_HEADER]?.value, "198.51.100.7");
  });

  test("pages have the addresses of the on-prem server", () => {
    const page = (uri: string) => atEdge(pagesEdgeCode(), uri).uri;
    assert.equal(page("/"), "/");
    assert.equal(page("/api"), "/api.html");
    assert.equal(page("/home.js"), "/home.js");
    assert.equal(page("/contract/openapi.yaml"), "/contract/openapi.yaml");
    assert.equal(page("/contract/"), "/contract/index.html");
  });
});

interface Sent {
  QueueUrl: string;
  MessageBody: string;
  MessageGroupId: string;
  MessageDeduplicationId: string;
}
/** The inline function in the surroundings that Lambda gives it. */
function loadUplink(send: (input: Sent) => Promise<void>) {
  const sdk = {
    SQSClient: class {
      send({ input }: { input: Sent }) {
        return send(input);
      }
    },
    SendMessageCommand: class {
      readonly input: Sent;
      constructor(input: Sent) {
        this.input = input;
      }
    },
  };
  const exports: { handler?: (message: UplinkMessage) => Promise<void> } = {};
  const require = (name: string) => (name === "@aws-sdk/client-sqs" ? sdk : { createHash });
  vm.runInNewContext(uplinkCode(), {
    exports,
    require,
    process: { env: { QUEUE_URL: "https://queue" } },
    String,
    JSON,
  });
  return exports.handler!;
}

describe("uplink", () => {
  const message = (site: string, payload: string): UplinkMessage => ({ topic: topics(site).events, payload, at: 7 });

  test("it fits into a template", () => {
    assert.ok(Buffer.byteLength(uplinkCode()) <= INLINE_LIMIT);
  });

  test("the group is the home, the body what ingest reads", async () => {
    const sent: Sent[] = [];
    const uplink = loadUplink(async (input) => void sent.push(input));
    await uplink(message("home", "AAEC"));
    assert.equal(sent[0]?.QueueUrl, "https://queue");
    assert.equal(sent[0]?.MessageGroupId, "home");
    assert.deepEqual(JSON.parse(sent[0]?.MessageBody ?? ""), {
      topic: "ccu-anywhere/home/up/events",
      payload: "AAEC",
      at: 7,
    });
  });

  test("the same message twice is one, any other is another, ids are what SQS takes", async () => {
    const sent: Sent[] = [];
    const uplink = loadUplink(async (input) => void sent.push(input));
    const site = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
    await fc.assert(
      fc.asyncProperty(site, site, fc.base64String(), fc.base64String(), async (a, b, x, y) => {
        sent.length = 0;
        for (const one of [message(a, x), message(a, x), message(b, y)]) await uplink(one);
        const [first, again, other] = sent.map(({ MessageDeduplicationId }) => MessageDeduplicationId);
        assert.equal(first, again);
        assert.equal(first === other, a === b && x === y);
        assert.match(first ?? "", /^[a-f0-9]{64}$/);
        assert.equal(sent[2]?.MessageGroupId, parseTopic(topics(b).events)?.site);
      }),
      { numRuns: 50 },
    );
  });

  test("a queue that refuses is an error: Lambda calls again", async () => {
    const uplink = loadUplink(() => Promise.reject(new Error("throttled")));
    await assert.rejects(uplink(message("home", "")), /throttled/);
  });
});
