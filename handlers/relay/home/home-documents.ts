/** The documents of a home that the cloud must have, and which of them it has not. */
import { createHash } from "node:crypto";
import { type DeviceId, idOf } from "../../model/device-id.ts";
import type { Home, HomeProgram } from "../../ports/index.ts";
import { deviceToDocument, programToDocument, valuesToDocument } from "../protocol/documents.ts";
import { type DocumentKind, PROGRAM_KEY, type RelayDocument } from "../protocol/uplink-messages.ts";

/** Members that change all the time and that nobody waits for: alone they are sent at most this often, while somebody reads … */
export const VOLATILE_EVERY_MS = 300_000;
/** … and while nobody does. */
const VOLATILE_IDLE_MS = 86_400_000;
const VOLATILE = new Set(["lastEventAt", "lastCallbackAt", "latencyMs", "dutyCycle", "carrierSense"]);

type Doc = NonNullable<RelayDocument["doc"]>;
interface Sent {
  /** Of what must be told at once. */
  essence: string;
  whole: string;
  at: number;
}

const digest = (json: string): string => createHash("sha1").update(json).digest("base64");
const withoutVolatile = (key: string, value: unknown): unknown => (VOLATILE.has(key) ? undefined : value);

/**
 * What the events do not tell: `datapoint.value_changed` carries new values of VALUES; that a value has gone stale, that
 * it is there at all, and the configuration (MASTER) stand only in the document.
 */
const valueEssence = (doc: Doc): unknown =>
  Object.entries(doc as Record<string, { source: string; value: unknown }>).map(([key, { source, value }]) =>
    key.includes("/VALUES/") && !key.startsWith("-") ? [key, source] : [key, source, value],
  );

/** Kinds with members that change all the time. */
const CHANGING: ReadonlySet<DocumentKind> = new Set<DocumentKind>(["central", "interfaces", "program"]);
/** Of what a program says: notes count hours, samples and attempts. */
export const programEssence = ({ reports, capabilities, alarm }: HomeProgram): string =>
  JSON.stringify([reports.map(({ name, status, noteKey }) => [name, status, noteKey]), capabilities, alarm]);

const essenceOf = (kind: DocumentKind, doc: Doc): string => {
  if (kind === "values") return digest(JSON.stringify(valueEssence(doc)));
  if (kind === "program") return programEssence(doc as unknown as HomeProgram);
  if (CHANGING.has(kind)) return digest(JSON.stringify(doc, withoutVolatile));
  return digest(JSON.stringify(doc));
};

/** Order of a set: what others refer to comes first. */
export const structural = (kind: DocumentKind): boolean => kind !== "values";

/** Kinds of which a home has as many as it has centrals or devices; in the order of a set. */
const LISTED = ["central", "interfaces", "hub", "device", "values"] as const;
const SILENT: HomeProgram = { reports: [], capabilities: [] };

export interface HomeKeys {
  keys: Record<(typeof LISTED)[number], string[]>;
  /** Centrals whose devices are not all known: the CCU has not told them since the start. */
  partial: string[];
}

/**
 * @param awaited centrals that are about to be added
 * @param program what the program says of itself
 */
export function createHomeDocuments(
  home: Home,
  now: () => number,
  isReading: () => boolean = () => true,
  awaited: () => readonly string[] = () => [],
  program: () => HomeProgram = () => SILENT,
) {
  /** Centrals that the last keys left open. */
  let open: readonly string[] = [];
  const sent = new Map<string, Sent>();
  const dirty = new Map<string, { kind: DocumentKind; key: string }>();
  const nameOf = (kind: DocumentKind, key: string) => `${kind} ${key}`;

  async function read(kind: DocumentKind, key: string): Promise<Doc | null> {
    switch (kind) {
      case "central":
        return ((await home.centrals()).find(({ name }) => name === key) as Doc | undefined) ?? null;
      case "interfaces":
        return [...(await home.interfaces(key))];
      case "hub":
        return (await home.hub(key)) as unknown as Doc;
      case "device": {
        const device = await home.device(key as DeviceId);
        return device === undefined ? null : deviceToDocument(device);
      }
      case "values": {
        if ((await home.device(key as DeviceId)) === undefined) return null;
        return valuesToDocument(await home.values(key as DeviceId));
      }
      case "program":
        return programToDocument(program());
    }
  }

  /** The document, unless the cloud has it as it is. */
  async function news(kind: DocumentKind, key: string): Promise<RelayDocument | undefined> {
    const doc = await read(kind, key);
    const id = nameOf(kind, key);
    if (doc === null) return sent.delete(id) ? { kind, key, doc } : undefined;
    const whole = digest(JSON.stringify(doc));
    const essence = essenceOf(kind, doc);
    const before = sent.get(id);
    if (before?.essence === essence) {
      if (!CHANGING.has(kind) || before.whole === whole) return undefined;
      if (now() - before.at < (isReading() ? VOLATILE_EVERY_MS : VOLATILE_IDLE_MS)) {
        dirty.set(id, { kind, key });
        return undefined;
      }
    }
    sent.set(id, { essence, whole, at: now() });
    return { kind, key, doc };
  }

  return {
    changed(kind: DocumentKind, key: string): void {
      dirty.set(nameOf(kind, key), { kind, key });
    },

    /** Whether anything may have changed that `news` of these kinds would tell. */
    pending: (which: (kind: DocumentKind) => boolean): boolean => [...dirty.values()].some(({ kind }) => which(kind)),

    /** What has changed since it was sent; it counts as sent now. */
    async news(which: (kind: DocumentKind) => boolean): Promise<RelayDocument[]> {
      const found: RelayDocument[] = [];
      for (const [id, { kind, key }] of [...dirty]) {
        if (!which(kind)) continue;
        dirty.delete(id);
        const document = await news(kind, key);
        if (document) found.push(document);
      }
      return found;
    },

    /** The document of the program, whatever the cloud has; it counts as sent. */
    async program(): Promise<RelayDocument[]> {
      sent.delete(nameOf("program", PROGRAM_KEY));
      const document = await news("program", PROGRAM_KEY);
      return document ? [document] : [];
    },

    /** Every document but that of the program, one after the other; they count as sent. */
    async *all(): AsyncGenerator<RelayDocument> {
      sent.clear();
      dirty.clear();
      const { keys } = await this.keys();
      for (const kind of LISTED)
        for (const key of keys[kind]) {
          const document = await news(kind, key);
          if (document) yield document;
        }
    },

    /** Which documents exist now. */
    async keys(): Promise<HomeKeys> {
      const states = await home.centrals();
      const centrals = states.map(({ name }) => name);
      const devices: string[] = (await home.devices()).map(idOf);
      open = [...states.filter(({ phase }) => phase !== "ready").map(({ name }) => name), ...awaited()];
      return {
        keys: { central: centrals, interfaces: centrals, hub: centrals, device: devices, values: devices },
        partial: [...new Set(open)],
      };
    },

    /** A central that the last keys left open has told all its devices, or is gone: keys are due again. */
    async owesKeys(): Promise<boolean> {
      if (open.length === 0) return false;
      const phases = new Map((await home.centrals()).map(({ name, phase }) => [name, phase]));
      const expected = new Set(awaited());
      return open.some((name) => !expected.has(name) && (phases.get(name) ?? "ready") === "ready");
    },
  };
}
