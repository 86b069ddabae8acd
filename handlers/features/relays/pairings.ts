/** Relays of a home in the cloud: pairing codes, who is paired, and the end of a pairing. */
import type * as z from "zod";
import type { Identity } from "../../kernel/identity.ts";
import { conflict, notFound, rejected, unauthorized, unsupported } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { RelayAccess } from "../../ports/relay-access.ts";
import { recordAudit } from "../../records/audit-log.ts";
import {
  changeRelay,
  createCode,
  fingerprintOf,
  listRelays,
  nextPairing,
  OVERLAP_MS,
  type RelayRecord,
  raiseEpoch,
  relayKey,
  takeCode,
} from "../../relay/cloud/pairing.ts";
import { firstEpoch } from "../../relay/protocol/messages.ts";
import type { Relay, RelayCode } from "./answers.ts";
import type { RelayPair, RelayPaired } from "./schemas.ts";

/** Relays of a site, replaced and waiting ones included. */
export const RELAY_LIMIT = 20;

const iso = (ms: number) => new Date(ms).toISOString();

function accessOf(site: RequestScope): RelayAccess {
  if (!site.relays) throw unsupported("this home is served without a relay");
  return site.relays;
}

const stateOf = ({ pairing, validUntil }: RelayRecord): "waiting" | "active" | "replaced" =>
  pairing === undefined ? "waiting" : validUntil === undefined ? "active" : "replaced";

function describe(id: string, record: RelayRecord): Relay {
  const { name, created_at, paired_at, validUntil, fingerprint } = record;
  return {
    id,
    name,
    state: stateOf(record),
    created_at,
    ...(paired_at ? { paired_at } : {}),
    ...(validUntil === undefined ? {} : { valid_until: iso(validUntil) }),
    ...(fingerprint ? { fingerprint } : {}),
  };
}

/** Replaced and waiting ones included. @throws Refusal 501 where the home is served without relays */
export async function describeRelays(site: RequestScope): Promise<Relay[]> {
  accessOf(site);
  return (await listRelays(site.store)).map(({ id, value }) => describe(id, value));
}

/** The code for a new relay, as it is shown once. @throws as {@link addRelay} */
export async function makeRelayCode(site: RequestScope, who: Identity, name: string | undefined): Promise<RelayCode> {
  const { id, code, expires } = await addRelay(site, who, name);
  return { id, code, expires: iso(expires) };
}

/** A one-time code for a new relay. */
export async function addRelay(site: RequestScope, who: Identity, name = "relay") {
  accessOf(site);
  if ((await listRelays(site.store)).length >= RELAY_LIMIT)
    throw conflict(`at most ${RELAY_LIMIT} relays are known at once; delete one first`, "Too many relays");
  const made = await createCode(site, name);
  await recordAudit(site, who, { action: "relay_create", note: `id=${made.id} name=${name}` });
  return made;
}

const unknownCode = () => unauthorized("the code is unknown, already used or expired", "Invalid pairing code");

/**
 * Uses a code: the relay becomes the active one, those before it end after the overlap. Throws 401 for a code that is
 * unknown, used or expired: they cannot be told apart.
 */
export async function pairRelay(
  site: RequestScope,
  wanted: z.output<typeof RelayPair>,
): Promise<z.input<typeof RelayPaired>> {
  const access = accessOf(site);
  const fingerprint = fingerprintOf(wanted.public_key);
  if (!fingerprint) throw rejected("public_key is not a public key in PEM format", "Invalid public key");
  const id = await takeCode(site.store, wanted.code);
  if (id === undefined || !(await site.store.get("relay", relayKey(id)))) throw unknownCode();
  const pairing = await nextPairing(site.store);
  const given = await access.issue({ site: site.id, pairing, publicKey: wanted.public_key, csr: wanted.csr });
  const now = site.clock.now();
  if (!(await changeRelay(site.store, id, { pairing, paired_at: iso(now), fingerprint }, "never"))) {
    // an admin deleted it meanwhile
    await access.revoke(site.id, pairing, now);
    throw unknownCode();
  }
  await replaceOthers(site, access, pairing, now + OVERLAP_MS);
  await recordAudit(site, null, { action: "relay_pair", note: `id=${id} key=${fingerprint.slice(0, 16)}` });
  return {
    site: site.id,
    broker_url: access.brokerUrl,
    client_id: `ccu-anywhere-${site.id}-${pairing}`,
    pairing,
    epoch: firstEpoch(pairing),
    ...given,
  };
}

async function replaceOthers(site: RequestScope, access: RelayAccess, pairing: number, until: number): Promise<void> {
  for (const { id, value } of await listRelays(site.store)) {
    if (value.pairing === undefined || value.pairing >= pairing || value.validUntil !== undefined) continue;
    await access.revoke(site.id, value.pairing, until);
    await changeRelay(site.store, id, { validUntil: until }, until);
  }
}

/** Forgets a relay; its connection ends at once. */
export async function removeRelay(site: RequestScope, who: Identity, id: string): Promise<void> {
  const access = accessOf(site);
  const record = await site.store.get<RelayRecord>("relay", relayKey(id));
  if (!record || !(await site.store.delete("relay", record.key))) throw notFound(`no relay ${id}`);
  const { pairing } = record.value;
  if (pairing !== undefined) {
    // a relay that is paired after this one has higher epochs
    await raiseEpoch(site.store, firstEpoch(pairing + 1));
    await access.revoke(site.id, pairing, site.clock.now());
  }
  await recordAudit(site, who, { action: "relay_delete", note: `id=${id} name=${record.value.name}` });
}
