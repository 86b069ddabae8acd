/** An address of AWS IoT's WebSocket that is signed with the function's own credentials (Signature Version 4, query form). */
import { createHash, createHmac } from "node:crypto";

const SERVICE = "iotdevicegateway";
/** Seconds until which the connection must be made. */
const EXPIRES_S = 300;

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** `true` for endpoints of AWS IoT: other brokers take a name and a password. */
export const needsSignature = (url: URL): boolean =>
  url.protocol === "wss:" && /\.iot\.[\w-]+\.amazonaws\.com/.test(url.hostname);

/** @param now milliseconds since the epoch */
export function signedUrl(url: URL, region: string, credentials: AwsCredentials, now: number): string {
  const at = `${new Date(now).toISOString().replace(/[-:]|\.\d+/g, "")}`;
  const day = at.slice(0, 8);
  const scope = `${day}/${region}/${SERVICE}/aws4_request`;
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${credentials.accessKeyId}/${scope}`,
    "X-Amz-Date": at,
    "X-Amz-Expires": String(EXPIRES_S),
    "X-Amz-SignedHeaders": "host",
  });
  const request = ["GET", "/mqtt", query.toString(), `host:${url.hostname}\n`, "host", sha256("")].join("\n");
  const text = ["AWS4-HMAC-SHA256", at, scope, sha256(request)].join("\n");
  const key = [region, SERVICE, "aws4_request"].reduce<Buffer>(hmac, hmac(`AWS4${credentials.secretAccessKey}`, day));
  query.set("X-Amz-Signature", createHmac("sha256", key).update(text).digest("hex"));
  // AWS IoT wants the token behind the signature, unsigned
  if (credentials.sessionToken) query.set("X-Amz-Security-Token", credentials.sessionToken);
  return `wss://${url.hostname}/mqtt?${query}`;
}
