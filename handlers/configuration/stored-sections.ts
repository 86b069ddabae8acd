/**
 * What an administrator has stored of a section: only what differs from file and defaults. Secrets are sealed with the
 * installation's key; one that cannot be opened any more is absent and reported, never replaced by something weaker.
 */
import type { Section, SectionField } from "../kernel/section.ts";
import type { Log, Secrets, SiteStore } from "../ports/index.ts";
import { isGivenSecret, MASK } from "./kept-secrets.ts";
import { type Document, memberAt, withMember } from "./layers.ts";

/** Record of kind `config`, key `section:<name>`. The version counts the writes, deletions too. */
export interface SectionRecord {
  readonly version: number;
  readonly updated_at: string;
  /** Secrets as {@link SEALED} and what `Secrets.seal` made. `null`: deleted, the version goes on. */
  readonly document: Document | null;
}
export const sectionKey = (name: string): string => `section:${name}`;

/** Before a secret in a record. No secret that people type begins so, and one that does is sealed like any other. */
const SEALED = "sealed:";

const secretFields = ({ fields }: Section): SectionField[] => fields.filter((field) => field.class === "secret");

/** The document with other secrets; empty ones stay as they are. */
function withSecrets(section: Section, document: Document, change: (secret: string, field: SectionField) => unknown) {
  return secretFields(section).reduce((all, field) => {
    const secret = memberAt(all, field.members);
    return typeof secret === "string" && secret !== "" ? withMember(all, field.members, change(secret, field)) : all;
  }, document);
}

export const maskSecrets = (section: Section, document: Document): Document =>
  withSecrets(section, document, () => MASK);

export const sealSecrets = (section: Section, document: Document, secrets: Secrets): Document =>
  withSecrets(section, document, (secret) => SEALED + secrets.seal(secret));

/** Those that cannot be opened are left out. */
export function openSecrets(section: Section, document: Document, { secrets, log }: { secrets: Secrets; log: Log }) {
  return withSecrets(section, document, (secret, { path }) => {
    // written before secrets of sections were sealed
    if (!secret.startsWith(SEALED)) return secret;
    const open = secrets.open(secret.slice(SEALED.length));
    if (open !== null) return open;
    log.error("a stored secret was sealed with another key and must be entered again", { field: path });
    return undefined;
  });
}

/** What somebody sends in the place of a document: a secret that is masked or empty is the stored one. */
export const keepSecrets = (section: Section, sent: Document, stored: Document | undefined): Document =>
  secretFields(section).reduce((all, field) => {
    const secret = memberAt(all, field.members);
    if (secret === undefined || isGivenSecret(secret) || typeof secret !== "string") return all;
    return withMember(all, field.members, memberAt(stored, field.members));
  }, sent);

interface Parts {
  store: SiteStore;
  secrets: Secrets;
  log: Log;
}

/** The stored document with its secrets in clear; `undefined`: nothing is stored. */
export async function readSection(section: Section, parts: Parts): Promise<Document | undefined> {
  const record = (await parts.store.get<SectionRecord>("config", sectionKey(section.name)))?.value;
  const document = record === undefined ? await formerDocument(section, parts) : record.document;
  return document === null || document === undefined ? undefined : openSecrets(section, document, parts);
}

/** The first setup of version 0.1.0 wrote broker and language by records of their own. */
interface FormerBroker {
  enabled?: boolean;
  discovery?: boolean;
  broker_url?: string;
  username?: string;
  password_sealed?: string;
}
const FORMER: Readonly<Record<string, (found: never) => Document>> = {
  "north.mqtt": ({ enabled, discovery, broker_url, username, password_sealed }: FormerBroker) => ({
    ...(enabled === undefined ? {} : { enabled }),
    ...(discovery === undefined ? {} : { discovery_enabled: discovery }),
    ...(broker_url === undefined ? {} : { broker_url }),
    ...(username === undefined ? {} : { username }),
    ...(password_sealed === undefined ? {} : { password: SEALED + password_sealed }),
  }),
  locale: ({ locale }: { locale?: string }) => (locale === undefined ? {} : { locale }),
};

async function formerDocument({ name }: Section, { store }: Parts): Promise<Document | undefined> {
  const convert = FORMER[name];
  if (convert === undefined) return undefined;
  const found = (await store.get<object>("config", name))?.value;
  return typeof found === "object" && found !== null ? convert(found as never) : undefined;
}
