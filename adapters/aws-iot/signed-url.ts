/**
 * Addresses that are signed for a short time (Signature Version 4, query form), and that of AWS IoT's WebSocket. Of our
 * own, because mqtt.js asks for the address and does not wait: the SDK's signer answers later. A test compares the two.
 */
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
/** RFC 3986: what `encodeURIComponent` leaves is signed encoded. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const pairsOf = (query: Readonly<Record<string, string>>) =>
  Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&");

export interface Signing {
  host: string;
  /** Percent-encoded. */
  path: string;
  service: string;
  region: string;
  credentials: AwsCredentials;
  /** Milliseconds since the epoch. */
  now: number;
  expiresS: number;
  /** SHA-256 of the body, or what stands for it; default: of none. */
  payload?: string;
  /** AWS IoT wants the token behind the signature, unsigned; all other services want it signed. */
  tokenUnsigned?: boolean;
}

/** The query that makes a GET of this address good for `expiresS`. */
export function signedQuery(signing: Signing): string {
  const { host, path, service, region, credentials, now, expiresS, payload = sha256(""), tokenUnsigned } = signing;
  const at = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = [at.slice(0, 8), region, service, "aws4_request"];
  const token: Record<string, string> = credentials.sessionToken
    ? { "X-Amz-Security-Token": credentials.sessionToken }
    : {};
  const query = pairsOf({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": [credentials.accessKeyId, ...scope].join("/"),
    "X-Amz-Date": at,
    "X-Amz-Expires": String(expiresS),
    "X-Amz-SignedHeaders": "host",
    ...(tokenUnsigned ? {} : token),
  });
  const request = ["GET", path, query, `host:${host}\n`, "host", payload].join("\n");
  const text = ["AWS4-HMAC-SHA256", at, scope.join("/"), sha256(request)].join("\n");
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const signed = `${query}&X-Amz-Signature=${signature}`;
  return tokenUnsigned && credentials.sessionToken ? `${signed}&${pairsOf(token)}` : signed;
}

/** `true` for endpoints of AWS IoT: other brokers take a name and a password. */
export const needsSignature = (url: URL): boolean =>
  url.protocol === "wss:" && /\.iot\.[\w-]+\.amazonaws\.com/.test(url.hostname);

/** @param now milliseconds since the epoch */
export function signedUrl(url: URL, region: string, credentials: AwsCredentials, now: number): string {
  const { hostname: host } = url;
  const path = "/mqtt";
  const signing = { host, path, service: SERVICE, region, credentials, now, expiresS: EXPIRES_S, tokenUnsigned: true };
  return `wss://${host}${path}?${signedQuery(signing)}`;
}
