/**
 * Pairing on AWS IoT Core: a certificate for the relay's own key (`RelayAccess`).
 *
 * Nobody waits in a function. What has to happen later stands in records of the deployment, `due/<when>/<site>/<pairing>`,
 * written before the first step is taken, and is carried out by the tick: the end of a pairing that was replaced, and the
 * removal of what a pairing left that ended half way.
 */
import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { rejected, unready } from "../../handlers/kernel/problem.ts";
import { type Clock, DEPLOYMENT, type Log, type Store, siteId } from "../../handlers/ports/index.ts";
import type { GivenCredentials, RelayAccess } from "../../handlers/ports/relay-access.ts";
import { fingerprintOf, listRelays } from "../../handlers/relay/cloud/pairing.ts";
import type { Things } from "./certificates.ts";

/** Names of things, and so of relays' connections (infra/stack-broker.ts, handlers/features/relays/pairings.ts). */
export const thingOf = (site: string, pairing: number): string => `ccu-anywhere-${site}-${pairing}`;
/** Milliseconds after which a pairing whose relay is not in the books is taken back: the function is long dead. */
export const PROVISIONAL_MS = 300_000;
/** Milliseconds until what failed is tried again. */
export const AGAIN_MS = 60_000;
/** Things to be done that one tick takes up: each takes six calls of some 50 ms. */
const DUE_AT_ONCE = 20;

/** What the certificates of AWS IoT's servers go back to (AWS IoT Core, developer guide, server authentication). */
const AMAZON_ROOT = /^CN=Amazon Root CA [1-4]$/m;

/** PEM of Amazon's authorities, as Node brings them along: the relay trusts no other. */
export const amazonRoots = (): string =>
  rootCertificates.filter((pem) => AMAZON_ROOT.test(new X509Certificate(pem).subject)).join("\n");

interface DueRecord {
  site: string;
  pairing: number;
  /** `provisional`: only where the pairing never got into the books. */
  why: "revoked" | "provisional";
}
interface CertificateRecord {
  arn: string;
}

export interface IotAccess extends RelayAccess {
  /** What is due now. Resolves with the number of pairings that were ended; what failed comes again with the next call. */
  carryOut(): Promise<number>;
}

export interface IotAccessOptions {
  things: Things;
  store: Store;
  /** `mqtts://<account's host>:8883` */
  brokerUrl: string;
  /** PEM; default: Amazon's. */
  ca?: string;
  /** Ends an open connection; default: AWS IoT ends it by itself, within minutes. */
  endConnection?: (clientId: string) => Promise<void>;
  clock: Clock;
  log: Log;
}

const certificateKey = (pairing: number) => `certificate/${pairing}`;
const DUE = "due/";
/** Milliseconds since the epoch, so that the order of keys is that of time. */
const WHEN_LENGTH = 15;
const dueKey = (at: number, { site, pairing }: DueRecord) =>
  `${DUE}${String(Math.max(0, at)).padStart(WHEN_LENGTH, "0")}/${site}/${pairing}`;
const whenOf = (key: string): number => Number(key.slice(DUE.length, DUE.length + WHEN_LENGTH));

export function createIotAccess(options: IotAccessOptions): IotAccess {
  const { things, store, brokerUrl, clock, log } = options;
  const books = store.site(DEPLOYMENT);

  async function note(at: number, due: DueRecord): Promise<string> {
    const key = dueKey(at, due);
    await books.put("relay", key, due);
    return key;
  }

  /** Takes back everything of a pairing; what is gone is passed over, so that it can be done again. */
  async function end(site: string, pairing: number): Promise<void> {
    const thing = thingOf(site, pairing);
    const own = store.site(siteId(site));
    const record = await own.get<CertificateRecord>("relay", certificateKey(pairing));
    const attached = await things.certificatesOf(thing);
    const arns = new Set([...(record ? [record.value.arn] : []), ...attached]);
    for (const arn of arns) await things.deactivate(arn);
    await options
      .endConnection?.(thing)
      .catch((error: unknown) =>
        log.warn("connection of a relay not ended: AWS IoT does that itself", { thing, error }),
      );
    for (const arn of arns) await things.remove(thing, arn);
    await things.removeThing(thing);
    if (record) await own.delete("relay", record.key);
  }

  async function isInBooks({ site, pairing }: DueRecord): Promise<boolean> {
    return (await listRelays(store.site(siteId(site)))).some(({ value }) => value.pairing === pairing);
  }

  async function settle(key: string, due: DueRecord): Promise<boolean> {
    try {
      const ends = due.why === "revoked" || !(await isInBooks(due));
      if (ends) await end(due.site, due.pairing);
      await books.delete("relay", key);
      return ends;
    } catch (error) {
      log.error("pairing not ended: it is tried again", { ...due, error });
      // what fails for good must not stand before the others for ever
      await note(clock.now() + AGAIN_MS, due);
      await books.delete("relay", key);
      return false;
    }
  }

  return {
    brokerUrl,
    async issue({ site, pairing, publicKey, csr }): Promise<GivenCredentials> {
      if (!csr) throw rejected("csr is required: this broker issues certificates", "Signing request missing");
      const due: DueRecord = { site, pairing, why: "provisional" };
      const key = await note(clock.now() + PROVISIONAL_MS, due);
      try {
        const thing = thingOf(site, pairing);
        await things.createThing(thing, site);
        const { pem, arn } = await things.createCertificate(csr);
        await store.site(siteId(site)).put("relay", certificateKey(pairing), { arn } satisfies CertificateRecord);
        if (
          fingerprintOf(new X509Certificate(pem).publicKey.export({ type: "spki", format: "pem" }).toString()) !==
          fingerprintOf(publicKey)
        )
          throw rejected("csr is for another key than public_key", "Invalid signing request");
        await things.attach(thing, arn);
        return { certificate: pem, ca: options.ca ?? amazonRoots() };
      } catch (error) {
        await settle(key, { ...due, why: "revoked" });
        throw refusalOf(error);
      }
    },
    async revoke(site, pairing, at) {
      const due: DueRecord = { site, pairing, why: "revoked" };
      const key = await note(at, due);
      if (at <= clock.now()) await settle(key, due);
    },
    async carryOut() {
      const { items } = await books.list<DueRecord>("relay", { prefix: DUE, limit: DUE_AT_ONCE });
      const now = clock.now();
      let ended = 0;
      for (const { key, value } of items) if (whenOf(key) <= now && (await settle(key, value))) ended += 1;
      return ended;
    },
  };
}

/** A signing request is the relay's word: AWS's no to it is its fault. Anything else is told as it is. */
function refusalOf(error: unknown): unknown {
  const { name, message } = error as Error;
  if (name === "InvalidRequestException") return rejected(`AWS IoT rejected the request: ${message}`);
  if (name === "ThrottlingException" || name === "ServiceUnavailableException")
    return unready("AWS IoT is busy: make a new code and pair again");
  return error;
}
