/**
 * Pairing: an admin gets a one-time code, the relay exchanges it and its public key for credentials of the broker. One
 * relay of a site is active: a new pairing has higher epochs, which fence the former one; its credentials go on for a
 * while, so that the change needs no silence.
 *
 * Records (kind `relay`): `counter`, `code/<sha256>`, `relay/<id>`, `credential/<pairing>`.
 */

import { createHash, createPublicKey } from "node:crypto";
import type { Site } from "../../kernel/site.ts";
import { SITE_NAME } from "../../kernel/site-name.ts";
import type { Clock, Secrets, SiteStore, Store, StoredRecord } from "../../ports/index.ts";
import { siteId } from "../../ports/index.ts";
import type { RelayAccess } from "../../ports/relay-access.ts";
import { sha256 } from "../../records/accounts.ts";
import { collectRecords } from "../../records/all-records.ts";
import { changeRecord, LEAVE } from "../../records/change-record.ts";
import { firstEpoch } from "../protocol/messages.ts";
import { type RelayHead, risen } from "./relay-head.ts";

/** Milliseconds that a code may be used: time to walk to the machine at home. */
export const CODE_LIFE_MS = 900_000;
/** Milliseconds that the credentials of a replaced relay go on. */
export const OVERLAP_MS = 600_000;

export interface RelayRecord {
  name: string;
  created_at: string;
  /** Absent: its code was not used yet. */
  pairing?: number;
  paired_at?: string;
  /** Milliseconds since the epoch; it was replaced. */
  validUntil?: number;
  /** SHA-256 of the public key (SPKI, DER), hex. */
  fingerprint?: string;
}

/** SHA-256 of the key, hex; `undefined` where the text is no public key. */
export function fingerprintOf(publicKey: string): string | undefined {
  try {
    const der = createPublicKey(publicKey).export({ type: "spki", format: "der" });
    return createHash("sha256").update(der).digest("hex");
  } catch {
    return undefined;
  }
}

const codeKey = (code: string) => `code/${sha256(code)}`;
export const relayKey = (id: string) => `relay/${id}`;

/** A new relay that waits for its code to be used. */
export async function createCode(
  site: Site,
  name: string,
): Promise<{ id: string; code: string; expires: number; record: RelayRecord }> {
  const id = site.secrets.token(12);
  // the site stands before the dot: the one who uses the code has nothing else that would tell
  const code = `${site.id}.${site.secrets.token()}`;
  const expires = site.clock.now() + CODE_LIFE_MS;
  const record: RelayRecord = { name, created_at: new Date(site.clock.now()).toISOString() };
  await site.store.put("relay", relayKey(id), record, { ifVersion: 0, expiresAt: expires });
  await site.store.put("relay", codeKey(code), { id }, { ifVersion: 0, expiresAt: expires });
  return { id, code, expires, record };
}

/** Takes the code: of several who use it at once, one gets the relay it was made for. */
export async function takeCode(store: SiteStore, code: string): Promise<string | undefined> {
  const record = await store.get<{ id: string }>("relay", codeKey(code));
  if (!record) return undefined;
  return (await store.delete("relay", record.key, { ifVersion: record.version })) ? record.value.id : undefined;
}

/** The next pairing of the site: numbers from 1, never used twice. */
export async function nextPairing(store: SiteStore): Promise<number> {
  const { after } = await changeRecord<number>(
    store,
    "relay",
    "counter",
    (last = 0) => last + 1,
    () => new Error("too many relays are being paired at once"),
  );
  return after as number;
}

/** Changes what is remembered of a waiting or paired relay; `undefined` where it was deleted. `expiry` as in {@link changeRecord}. */
export async function changeRelay(
  store: SiteStore,
  id: string,
  members: Partial<RelayRecord>,
  expiry: number | "never",
): Promise<RelayRecord | undefined> {
  const { after } = await changeRecord<RelayRecord>(
    store,
    "relay",
    relayKey(id),
    (relay) => relay && { ...relay, ...members },
    () => new Error(`the record of the relay ${id} changes all the time`),
    expiry,
  );
  return after;
}

const placeOf = ({ value }: StoredRecord<RelayRecord>): number => value.pairing ?? Number.POSITIVE_INFINITY;

/** All relays of a site, the newest pairing last, after it those whose code was not used yet. */
export async function listRelays(store: SiteStore): Promise<(StoredRecord<RelayRecord> & { id: string })[]> {
  return (await collectRecords<RelayRecord>(store, "relay", { prefix: "relay/" }))
    .map((record) => ({ ...record, id: record.key.slice("relay/".length) }))
    .sort((a, b) => placeOf(a) - placeOf(b));
}

// ---------------------------------------------------------------- relays that count no longer

/** Key of the relay's head. */
const HEAD_KEY = "head";

/** What the relay of a site has at least as its epoch; anything lower is of a relay that was replaced or deleted. */
export async function lowestEpoch(store: SiteStore): Promise<number> {
  return (await store.get<RelayHead>("relay", HEAD_KEY))?.value.epoch ?? 0;
}

/**
 * No relay of this home has an epoch as high as this: numbers of pairings are given by the cloud only. A relay that says
 * it has one is not believed, and what such a relay has brought into the books is not kept.
 */
export async function epochsEnd(store: SiteStore): Promise<number> {
  return firstEpoch(((await store.get<number>("relay", "counter"))?.value ?? 0) + 1);
}

/** From now on the cloud takes nothing from relays of a lower epoch, whatever the broker lets through. */
export async function raiseEpoch(store: SiteStore, epoch: number): Promise<void> {
  await changeHead(store, async (head) => {
    // the end itself is that of the newest pairing, which was deleted
    const isPossible = head.epoch < epoch || head.epoch <= (await epochsEnd(store));
    if (head.epoch >= epoch && isPossible) return LEAVE;
    return isPossible ? risen(head, epoch) : { epoch };
  });
}

/** Changes what the cloud remembers of the relay; nothing yet = epoch 0. {@link LEAVE} = it stays as it is. */
export async function changeHead(
  store: SiteStore,
  change: (head: RelayHead) => Promise<RelayHead | typeof LEAVE>,
): Promise<void> {
  await changeRecord<RelayHead>(
    store,
    "relay",
    HEAD_KEY,
    (head = { epoch: 0 }) => change(head),
    () => new Error("the head of the relay changes all the time"),
  );
}

// ---------------------------------------------------------------- a broker of our own

interface SecretRecord {
  /** SHA-256 of a random secret of 256 bits. */
  secret: string;
  validUntil?: number;
}

// no colon: it separates names from passwords in the files of other brokers
const usernameOf = (site: string, pairing: number) => `relay.${site}.${pairing}`;
const credentialKey = (pairing: number) => `credential/${pairing}`;

/** {@link RelayAccess} for the embedded broker and for any other that can ask us: names and random secrets. */
export function createSecretAccess(options: {
  store: Store;
  secrets: Pick<Secrets, "token">;
  brokerUrl: string;
  ca?: string;
  /** Ends open connections of a pairing that counts no longer. */
  ended?: (site: string, pairing: number) => void;
  clock: Clock;
}): RelayAccess {
  const { store, secrets, brokerUrl, ca, ended, clock } = options;
  return {
    brokerUrl,
    async issue({ site, pairing }) {
      const password = secrets.token();
      const record: SecretRecord = { secret: sha256(password) };
      await store.site(siteId(site)).put("relay", credentialKey(pairing), record, { ifVersion: 0 });
      return { username: usernameOf(site, pairing), password, ...(ca ? { ca } : {}) };
    },
    async revoke(site, pairing, at) {
      await changeRecord<SecretRecord>(
        store.site(siteId(site)),
        "relay",
        credentialKey(pairing),
        (secret) => secret && { ...secret, validUntil: at },
        () => new Error(`the credentials of pairing ${pairing} change all the time`),
        at,
      );
      if (at <= clock.now()) ended?.(site, pairing);
    },
  };
}

/**
 * {@link RelayAccess} for a broker that knows its users itself: every relay gets the same name and password. What each may
 * say there is that broker's rule; a relay that was replaced is refused by its epoch.
 */
export const createSharedAccess = (
  brokerUrl: string,
  credentials: { username: string; password?: string },
): RelayAccess => ({
  brokerUrl,
  issue: async () => credentials,
  revoke: async () => {},
});

/** Whose credentials these are, where they count: for the broker's `authenticate`. */
export async function checkSecret(
  store: Store,
  clock: Clock,
  username: string,
  password: string,
): Promise<{ site: string; pairing: number } | null> {
  const [scheme, site = "", number = "", ...more] = username.split(".");
  if (scheme !== "relay" || more.length > 0 || !SITE_NAME.test(site) || !/^\d{1,9}$/.test(number)) return null;
  const record = await store.site(siteId(site)).get<SecretRecord>("relay", credentialKey(Number(number)));
  // hashes of random secrets: comparing them in the ordinary way tells nothing about either
  if (!record || record.value.secret !== sha256(password)) return null;
  if (record.value.validUntil !== undefined && record.value.validUntil <= clock.now()) return null;
  return { site, pairing: Number(number) };
}
