import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { needsSignature, signedQuery, signedUrl } from "../../../adapters/aws-iot/signed-url.ts";

/** What the SDK's signer needs of a hash. */
class Sha256 {
  #hash;
  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Buffer);
  }
  update(data: string | Uint8Array) {
    this.#hash.update(data);
  }
  async digest() {
    return this.#hash.digest();
  }
  reset() {}
}

describe("signed addresses", () => {
  test("the example that AWS publishes (Amazon S3, authenticating requests: using query parameters)", () => {
    const query = signedQuery({
      host: "examplebucket.s3.amazonaws.com",
      path: "/test.txt",
      service: "s3",
      region: "us-east-1",
      credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
      now: Date.UTC(2013, 4, 24),
      expiresS: 86_400,
      payload: "UNSIGNED-PAYLOAD",
    });
    assert.equal(
      query,
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    );
  });

  const text = fc.string({ minLength: 1, maxLength: 60 });
  const credentials = fc.record({ accessKeyId: fc.stringMatching(/^[A-Z0-9]{4,20}$/), secretAccessKey: text });
  const now = fc.integer({ min: 0, max: 4e12 });

  test("AWS IoT's WebSocket as the SDK's signer signs it, the token behind it", async () => {
    await fc.assert(
      fc.asyncProperty(credentials, fc.option(text), now, async (given, token, at) => {
        const url = new URL("wss://abc-ats.iot.eu-central-1.amazonaws.com/mqtt");
        const own = new URL(
          signedUrl(url, "eu-central-1", { ...given, ...(token === null ? {} : { sessionToken: token }) }, at),
        );
        const signer = new SignatureV4({
          service: "iotdevicegateway",
          region: "eu-central-1",
          credentials: given,
          sha256: Sha256 as never,
        });
        const request = {
          method: "GET",
          protocol: "wss:",
          hostname: url.hostname,
          path: "/mqtt",
          query: {},
          headers: { host: url.hostname },
        };
        const { query } = await signer.presign(request as never, { expiresIn: 300, signingDate: new Date(at) });
        const expected: Record<string, unknown> = { ...query };
        if (token !== null) expected["X-Amz-Security-Token"] = token;
        assert.deepEqual(Object.fromEntries(own.searchParams), expected);
        if (token !== null) assert.match(own.search, /X-Amz-Signature=[\da-f]{64}&X-Amz-Security-Token=[^&]+$/);
      }),
      { numRuns: 50 },
    );
  });

  test("any other service: the token is signed with the rest", async () => {
    await fc.assert(
      fc.asyncProperty(credentials, text, now, async (given, sessionToken, at) => {
        const common = { service: "iotdata", region: "us-east-1" };
        const own = signedQuery({
          ...common,
          host: "h",
          path: "/a%2Fb",
          credentials: { ...given, sessionToken },
          now: at,
          expiresS: 60,
        });
        const signer = new SignatureV4({
          ...common,
          credentials: { ...given, sessionToken },
          sha256: Sha256 as never,
          uriEscapePath: false,
        });
        const request = {
          method: "GET",
          protocol: "https:",
          hostname: "h",
          path: "/a%2Fb",
          query: {},
          headers: { host: "h" },
        };
        const { query } = await signer.presign(request as never, { expiresIn: 60, signingDate: new Date(at) });
        assert.deepEqual(Object.fromEntries(new URLSearchParams(own)), query);
      }),
      { numRuns: 50 },
    );
  });

  test("only AWS IoT over WebSocket is signed", () => {
    assert.ok(needsSignature(new URL("wss://abc-ats.iot.eu-central-1.amazonaws.com/mqtt")));
    for (const url of ["wss://broker.example/mqtt", "mqtts://abc-ats.iot.eu-central-1.amazonaws.com:8883"])
      assert.ok(!needsSignature(new URL(url)), url);
  });
});
