/** AWS STS as far as sessions of homes use it. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { CREDENTIALS, REGION, signerOf, startEndpoint } from "./endpoint.ts";

export const ROLE = "arn:aws:iam::111111111111:role/site";
export const SESSION_MS = 3_600_000;

/** Gives each home a session whose access key tells whose it is. */
export async function startSts(t: TestContext, now: () => number) {
  const asked: URLSearchParams[] = [];
  let refuses = false;
  const endpoint = await startEndpoint(t, (request) => {
    assert.deepEqual(signerOf(request), { accessKeyId: CREDENTIALS.accessKeyId, service: "sts", region: REGION });
    const form = new URLSearchParams(request.body.toString());
    asked.push(form);
    if (refuses) {
      const body =
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
      return { status: 403, headers: { "content-type": "text/xml" }, body };
    }
    const site = form.get("Tags.member.1.Value") ?? "";
    const key = `ASIA-${site}-${asked.length}`;
    const body = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
      <AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token-${site}</SessionToken>
      <Expiration>${new Date(now() + SESSION_MS).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
    return { status: 200, headers: { "content-type": "text/xml" }, body };
  });
  return {
    endpoint,
    asked,
    refuse(value: boolean) {
      refuses = value;
    },
  };
}
