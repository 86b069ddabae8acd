/** Answers that are too large for the gateway: by way of S3, from the function's result to what the client has. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ADDRESS_S, createDownloads, PUT_S } from "../../../adapters/aws-s3/downloads.ts";
import { DOWNLOAD_LIMIT, RESULT_LIMIT } from "../../../adapters/lambda/http.ts";
import { createRestHandler, type SiteReply } from "../../../adapters/lambda/rest.ts";
import { putAnswer } from "../../../adapters/node/put-answer.ts";
import { context, eventV2 } from "../../lambda/events.ts";
import { silent } from "../../lambda/support.ts";
import { type Asked, CREDENTIALS, REGION, signerOf, startEndpoint } from "./endpoint.ts";

const BUCKET = "downloads";

/** S3: keeps what it is given, and gives it to who has a signed address. */
async function startS3(t: TestContext) {
  const files = new Map<string, Asked>();
  const endpoint = await startEndpoint(t, (asked) => {
    if (asked.method === "PUT" && asked.query.has("X-Amz-Signature")) {
      // by whoever has the address: it takes what it was signed for
      assert.equal(asked.headers.authorization, undefined);
      files.set(asked.path, asked);
      return { status: 200 };
    }
    if (asked.method === "PUT") {
      assert.deepEqual(signerOf(asked), { accessKeyId: CREDENTIALS.accessKeyId, service: "s3", region: REGION });
      files.set(asked.path, asked);
      return { status: 200 };
    }
    const file = files.get(asked.path);
    const { query } = asked;
    if (!file || !query.has("X-Amz-Signature") || asked.headers.authorization !== undefined) return { status: 403 };
    const headers = {
      "content-type": query.get("response-content-type") ?? "",
      "content-disposition": query.get("response-content-disposition") ?? "",
    };
    return { status: 200, headers, body: file.body };
  });
  return { endpoint, files };
}

async function startBench(t: TestContext, reply: () => SiteReply) {
  const { endpoint, files } = await startS3(t);
  const asked: string[] = [];
  const downloads = createDownloads({
    bucket: BUCKET,
    config: (site) => {
      asked.push(site);
      return { region: REGION, credentials: CREDENTIALS, endpoint, forcePathStyle: true };
    },
  });
  const rest = createRestHandler({
    dispatch: async () => reply(),
    keep: (site, answer) => downloads.keep(site, answer),
    log: silent,
    write: () => {},
  });
  const call = async (method = "GET", headers: Record<string, string> = {}) => {
    const event = eventV2({ method, path: "/api/v1/backups/1/download", headers });
    const { statusCode, headers: given = {}, body } = await rest(event, context());
    return { status: statusCode, headers: given as Record<string, string>, body };
  };
  return { files, asked, call };
}
const fileOf = (size: number) => Buffer.alloc(size, 7);

test("what is too large is fetched from a signed address, as if it came from the API", async (t) => {
  const file = fileOf(RESULT_LIMIT);
  const { files, asked, call } = await startBench(t, () => ({
    status: 200,
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": 'attachment; filename="ccu.sbk"',
      "x-request-id": "r1",
      etag: '"1"',
    },
    body: file,
    site: "attic",
  }));
  const { status, headers, body } = await call();
  assert.equal(status, 303);
  assert.equal(body, undefined);
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["x-request-id"], "r1");
  for (const name of ["content-type", "content-disposition", "etag"]) assert.ok(!(name in headers), name);
  const location = new URL(headers.location ?? "");
  assert.equal(location.searchParams.get("X-Amz-Expires"), String(ADDRESS_S));
  assert.match(location.pathname, /^\/downloads\/attic\/[\da-f-]{36}$/);
  const [kept] = files.values();
  assert.equal(kept?.headers["x-amz-server-side-encryption"], "AES256");
  assert.deepEqual(asked, ["attic"]);

  const fetched = await fetch(location);
  assert.equal(fetched.status, 200);
  assert.equal(fetched.headers.get("content-type"), "application/octet-stream");
  assert.equal(fetched.headers.get("content-disposition"), 'attachment; filename="ccu.sbk"');
  assert.ok(file.equals(Buffer.from(await fetched.arrayBuffer())));
});

test("text that a client takes compressed stays with the gateway; what it does not take goes by way of S3", async (t) => {
  const text = JSON.stringify(Array.from({ length: 400_000 }, (_, n) => `event ${n}`));
  const { files, call } = await startBench(t, () => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: text,
    site: "attic",
  }));
  assert.equal((await call("GET", { "accept-encoding": "gzip" })).status, 200);
  assert.equal(files.size, 0);
  const { status, headers } = await call();
  assert.equal(status, 303);
  assert.equal(await (await fetch(headers.location ?? "")).text(), text);
});

test("an answer in pieces, as exports are", async (t) => {
  const line = "a;b;c\n".repeat(100_000);
  const { call } = await startBench(t, () => ({
    status: 200,
    headers: { "content-type": "text/csv" },
    body: (async function* () {
      for (let n = 0; n < 15; n += 1) yield line;
    })(),
    site: "attic",
  }));
  const { status, headers } = await call();
  assert.equal(status, 303);
  assert.equal((await (await fetch(headers.location ?? "")).text()).length, line.length * 15);
});

test("small answers, faults, writes and what belongs to no home never go there", async (t) => {
  const reply = (part: Partial<SiteReply>): SiteReply => ({
    status: 200,
    headers: { "content-type": "application/octet-stream" },
    body: fileOf(RESULT_LIMIT),
    site: "attic",
    ...part,
  });
  for (const [part, method, expected] of [
    [{ body: fileOf(1000) }, "GET", 200],
    [{ status: 502 }, "GET", 501],
    [{}, "POST", 501],
    [{ site: undefined }, "GET", 501],
  ] as const) {
    const { files, call } = await startBench(t, () => reply(part));
    assert.equal((await call(method)).status, expected, JSON.stringify([Object.keys(part), method]));
    assert.equal(files.size, 0);
  }
});

test("at the limit of a download, and one byte past it", async (t) => {
  let size = DOWNLOAD_LIMIT;
  const { files, call } = await startBench(t, () => ({
    status: 200,
    headers: { "content-type": "application/octet-stream" },
    body: fileOf(size),
    site: "attic",
  }));
  assert.equal((await call()).status, 303);
  files.clear();
  size += 1;
  const { status, body } = await call();
  assert.equal(status, 501);
  assert.match(String(body), /at most 64000000 bytes/);
  assert.equal(files.size, 0);
});

test("a home puts its file at a signed address, and the client fetches it from another one", async (t) => {
  const { endpoint, files } = await startS3(t);
  const downloads = createDownloads({
    bucket: BUCKET,
    config: () => ({ region: REGION, credentials: CREDENTIALS, endpoint, forcePathStyle: true }),
  });
  const { name, url } = await downloads.place("attic");
  assert.match(name, /^attic\/[\da-f-]{36}$/);
  assert.equal(new URL(url).searchParams.get("X-Amz-Expires"), String(PUT_S));
  const file = fileOf(3_000_000);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < file.length; at += 100_000) yield file.subarray(at, at + 100_000);
  }
  await putAnswer(url, pieces(), file.length);
  assert.equal([...files.values()][0]?.headers["content-length"], String(file.length));
  const about = { type: "application/octet-stream", disposition: 'attachment; filename="ccu.sbk"' };
  const fetched = await fetch(await downloads.address(name, about));
  assert.equal(fetched.headers.get("content-disposition"), about.disposition);
  assert.ok(file.equals(Buffer.from(await fetched.arrayBuffer())));
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield file.subarray(0, 100);
    throw new RangeError("the disk fails");
  }
  await assert.rejects(putAnswer(url, broken(), file.length), RangeError);
  await assert.rejects(putAnswer("http://127.0.0.1:9/x", pieces(), file.length), { code: "ECONNREFUSED" });
});
