import assert from "node:assert/strict";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { TLSSocket } from "node:tls";
import fc from "fast-check";
import { createCertificateStore, settleCertificate } from "../../adapters/node/certificate-store.ts";
import { PARTS_LIMIT, parseMultipart } from "../../handlers/kernel/multipart.ts";
import { anyText } from "../support/any-text.ts";
import { CERTIFICATE, KEY, OTHER_CERTIFICATE, OTHER_KEY } from "./ccu/certificate.ts";

const FIRST = { cert: CERTIFICATE, key: KEY };
const SECOND = { cert: OTHER_CERTIFICATE, key: OTHER_KEY };
const NOW = Date.parse("2027-01-01");

function bench(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  writeFileSync(files.cert, FIRST.cert);
  writeFileSync(files.key, FIRST.key);
  return files;
}
const pairIn = (files: { cert: string; key: string }) => ({
  cert: readFileSync(files.cert, "utf8"),
  key: readFileSync(files.key, "utf8"),
});

describe("the certificate of the server", () => {
  it("is replaced for new connections, and in its files", async (t) => {
    const files = bench(t);
    const server = createServer(pairIn(files), (_request, response) => response.end("yes"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const served = () =>
      new Promise<string>((resolve, reject) => {
        const asked = request({ port, host: "127.0.0.1", rejectUnauthorized: false, agent: false }, (response) => {
          const { subject } = (response.socket as TLSSocket).getPeerX509Certificate() as X509Certificate;
          response.resume().on("end", () => resolve(subject));
        });
        asked.on("error", reject).end();
      });
    assert.equal(await served(), "CN=ccu.test");
    const store = createCertificateStore({
      files,
      clock: { now: () => NOW },
      use: (pair) => server.setSecureContext(pair),
    });
    assert.equal(await store.replace(SECOND.cert, SECOND.key), undefined);
    assert.equal(await served(), "CN=second.test");
    assert.deepEqual(pairIn(files), SECOND);
    assert.equal(statSync(files.key).mode & 0o777, 0o600);
    assert.ok(!existsSync(`${files.key}.new`) && !existsSync(`${files.cert}.new`));
  });

  it("what is no pair, is no PEM, or has expired changes nothing, and the reason has nothing of it", async (t) => {
    const files = bench(t);
    let used = 0;
    const replace = (cert: string, key: string, now = NOW) =>
      createCertificateStore({ files, clock: { now: () => now }, use: () => used++ }).replace(cert, key);
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const strange = stranger.export({ type: "pkcs8", format: "pem" }).toString();
    for (const [cert, key] of [
      [SECOND.cert, FIRST.key],
      [SECOND.cert, strange],
      [SECOND.key, SECOND.cert],
      ["", ""],
      ["Xy7planted", "Xy7planted"],
      [SECOND.cert, SECOND.key.slice(0, 80)],
      [SECOND.cert.replace("MI", "AA"), SECOND.key],
    ] as const) {
      const refused = await replace(cert, key);
      assert.equal(typeof refused?.invalid, "string");
      assert.doesNotMatch(`${refused?.invalid}`, /planted|BEGIN/);
    }
    const expired = new X509Certificate(SECOND.cert).validToDate.getTime();
    assert.match((await replace(SECOND.cert, SECOND.key, expired))?.invalid ?? "", /expired/);
    assert.equal(await replace(SECOND.cert, SECOND.key, expired - 1), undefined);
    assert.equal(used, 1);
  });

  it("whatever a killed process has left is a pair at the next start: the new one once both were written", (t) => {
    // what is on the disk after each step, and after half of a write
    const half = (text: string) => text.slice(0, text.length / 2);
    const states: [left: Partial<Record<"cert" | "key" | "cert.new" | "key.new", string>>, then: typeof FIRST][] = [
      [{}, FIRST],
      [{ "key.new": half(SECOND.key) }, FIRST],
      [{ "key.new": SECOND.key }, FIRST],
      [{ "key.new": SECOND.key, "cert.new": half(SECOND.cert) }, FIRST],
      [{ "key.new": SECOND.key, "cert.new": SECOND.cert }, SECOND],
      [{ key: SECOND.key, "cert.new": SECOND.cert }, SECOND],
      [{ key: SECOND.key, cert: SECOND.cert }, SECOND],
    ];
    for (const [left, then] of states) {
      const files = bench(t);
      const places = { ...files, "cert.new": `${files.cert}.new`, "key.new": `${files.key}.new` };
      for (const [place, text] of Object.entries(left)) writeFileSync(places[place as keyof typeof places], text);
      settleCertificate(files);
      assert.deepEqual(pairIn(files), then, Object.keys(left).join());
      assert.ok(!existsSync(places["cert.new"]) && !existsSync(places["key.new"]));
      // once more changes nothing
      settleCertificate(files);
      assert.deepEqual(pairIn(files), then);
    }
  });
});

describe("a form", () => {
  const TYPE = 'multipart/form-data; boundary="a line"';
  const write = (texts: [string, string][], boundary = "a line") =>
    Buffer.from(
      `${texts
        .map(([name, text]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
        .join("")}--${boundary}--\r\n`,
    );

  it("any texts come out as they went in", () => {
    const name = fc.stringMatching(/^[a-z]{1,10}$/);
    fc.assert(
      fc.property(
        fc.dictionary(
          name,
          anyText().map((s) => s.toWellFormed()),
        ),
        (texts) => {
          const entries = Object.entries(texts).slice(0, PARTS_LIMIT);
          fc.pre(entries.every(([, text]) => !text.includes("--a line")));
          assert.deepEqual(Object.entries(parseMultipart(write(entries), TYPE)), entries);
        },
      ),
    );
  });

  it("as a browser and as Node write it", async () => {
    const form = new FormData();
    form.append("cert", new Blob([CERTIFICATE]), "cert.pem");
    form.append("key", KEY);
    const made = new Response(form);
    const texts = parseMultipart(new Uint8Array(await made.arrayBuffer()), made.headers.get("content-type") ?? "");
    // Node writes the line ends of texts as forms have them
    assert.equal(texts.cert, CERTIFICATE);
    assert.equal(texts.key?.replaceAll("\r\n", "\n"), KEY);
  });

  it("anything else is refused, never thrown otherwise, and takes no time", () => {
    for (const [bytes, type] of [
      [write([["a", "b"]]), "application/json"],
      [write([["a", "b"]]), "multipart/form-data"],
      [write([["a", "b"]]), 'multipart/form-data; boundary="another"'],
      [write([["a", "b"]]).subarray(0, 40), TYPE],
      [
        write([
          ["a", "b"],
          ["a", "c"],
        ]),
        TYPE,
      ],
      [Buffer.from("--a line\r\n\r\nno name\r\n--a line--"), TYPE],
      [write(Array.from({ length: PARTS_LIMIT + 1 }, (_, n) => [`n${n}`, ""])), TYPE],
    ] as const)
      assert.throws(() => parseMultipart(bytes, type), { status: 400 });
    assert.equal(
      Object.keys(parseMultipart(write(Array.from({ length: PARTS_LIMIT }, (_, n) => [`n${n}`, ""])), TYPE)).length,
      PARTS_LIMIT,
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, type) => {
        try {
          parseMultipart(bytes, type);
        } catch (error) {
          assert.equal((error as { status?: number }).status, 400);
        }
      }),
    );
    const started = process.cpuUsage().user;
    assert.throws(() => parseMultipart(Buffer.from("\r\n--a line".repeat(100_000)), TYPE));
    assert.throws(() => parseMultipart(Buffer.from("x"), `multipart/form-data;${";".repeat(8_000)}`));
    assert.ok(process.cpuUsage().user - started < 400_000);
  });

  it("a part that is called like a member of every object is a text like any other", () => {
    const texts = parseMultipart(write([["__proto__", "x"]]), TYPE);
    assert.deepEqual(Object.entries(texts), [["__proto__", "x"]]);
  });
});
