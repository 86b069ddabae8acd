import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { compressed } from "../../../adapters/express/compress.ts";
import { COMPRESSED_FROM, encodingFor } from "../../../handlers/kernel/content-encoding.ts";

const reply = (body: string | Uint8Array | AsyncIterable<string>, headers: Record<string, string> = {}) => ({
  status: 200,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body,
});
const LONG = "x".repeat(COMPRESSED_FROM);

test("an answer is compressed from its limit on, in what the client takes", async () => {
  assert.equal(encodingFor(reply(LONG.slice(1)), "gzip, br"), undefined);
  const br = await compressed(reply(LONG, { vary: "Origin" }), "gzip, deflate, br");
  assert.deepEqual([br.headers["content-encoding"], br.headers.vary], ["br", "Origin, Accept-Encoding"]);
  assert.equal(brotliDecompressSync(br.body as Uint8Array).toString(), LONG);
  const gzip = await compressed(reply(Buffer.from(LONG)), "gzip;q=0.5, br;q=0");
  assert.equal(gunzipSync(gzip.body as Uint8Array).toString(), LONG);
});

test("what accepts and what does not", () => {
  const accepts: [string | undefined, string | undefined][] = [
    [undefined, undefined],
    ["", undefined],
    ["identity", undefined],
    ["deflate", undefined],
    ["gzip;q=0", undefined],
    ["*;q=0, gzip", "gzip"],
    ["*", "br"],
    ["br;q=0, *", "gzip"],
    ["GZIP", "gzip"],
    ["gzip; q=0.001", "gzip"],
    ["xgzip", undefined],
  ];
  for (const [accepted, encoding] of accepts) assert.equal(encodingFor(reply(LONG), accepted), encoding, accepted);
});

test("streams, pictures, parts and what is encoded already stay as they are, and small answers are no promise", () => {
  const chunks = (async function* () {
    yield LONG;
  })();
  for (const same of [
    reply(chunks),
    reply(LONG, { "content-type": "image/png" }),
    reply(LONG, { "content-type": "text/event-stream" }),
    reply(LONG, { "content-encoding": "gzip" }),
    { ...reply(LONG), status: 206 },
    reply("small"),
  ])
    assert.equal(compressed(same, "gzip, br"), same);
});

test("a kept answer is compressed once", async () => {
  const body = Buffer.from(LONG);
  const [one, two] = await Promise.all([compressed(reply(body), "br"), compressed(reply(body), "br")]);
  assert.equal(one.body, two.body);
});
