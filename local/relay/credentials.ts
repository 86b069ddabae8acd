/** What a paired relay needs to connect, in one file that only its owner reads. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { createKeyPair, createSigningRequest } from "../../adapters/mqtt/key-pair.ts";
import { RelayPaired } from "../../handlers/features/relays/schemas.ts";

export const RELAY_FILE = "relay.json";
/** Milliseconds for the exchange: a person waits for it. */
const PAIR_MS = 30_000;

const RelayCredentials = RelayPaired.extend({ private_key: z.string() });
export type RelayCredentials = z.output<typeof RelayCredentials>;

/** `undefined` where this machine was never paired. Throws where the file is there and cannot be used. */
export function readCredentials(folder: string): RelayCredentials | undefined {
  const path = join(folder, RELAY_FILE);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${path} cannot be read`, { cause: error });
  }
  const parsed = RelayCredentials.safeParse(parseJson(text));
  if (!parsed.success) throw new PairingError(`${path} holds no pairing: pair this machine anew`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Written aside and renamed: never half a file. */
export function writeCredentials(folder: string, credentials: RelayCredentials): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, RELAY_FILE);
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  return path;
}

/** The pairing was refused, or the address does not answer as it should; the message is for people. */
export class PairingError extends Error {
  override readonly name = "PairingError";
}

/**
 * Makes a key pair, exchanges the code and keeps what comes back.
 * @param address of the cloud, with or without the path of the API
 * @throws PairingError
 */
export async function pair(address: string, code: string, folder: string): Promise<RelayCredentials> {
  const site = code.split(".")[0] ?? "";
  const keys = createKeyPair();
  const body = {
    code,
    public_key: keys.publicKey,
    csr: createSigningRequest(keys, `ccu-anywhere ${site}`.trim()),
  };
  const answer = await post(pairUrl(address), code, body);
  const paired = RelayPaired.safeParse(answer);
  if (!paired.success) throw new PairingError("the answer is no pairing: is this the address of CCU Anywhere?");
  const credentials = { ...paired.data, private_key: keys.privateKey };
  writeCredentials(folder, credentials);
  return credentials;
}

function pairUrl(address: string): URL {
  const base = /^https?:\/\//.test(address) ? address : `https://${address}`;
  if (!URL.canParse(base)) throw new PairingError(`${address} is no address`);
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, "").replace(/\/api\/v1$/, "");
  url.pathname = `${path}/api/v1/relays/pair`;
  return url;
}

async function post(url: URL, code: string, body: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${code}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PAIR_MS),
    });
  } catch (error) {
    throw new PairingError(`${url.origin} does not answer`, { cause: error });
  }
  const answer = (await response.json().catch(() => undefined)) as { detail?: string; title?: string } | undefined;
  const reason = answer?.detail ?? answer?.title ?? "no reason given";
  if (!response.ok) throw new PairingError(`pairing refused (${response.status}): ${reason}`);
  return answer;
}
