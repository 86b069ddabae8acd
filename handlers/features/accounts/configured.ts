/**
 * What the setup stored: centrals, broker, language. Passwords are sealed with the installation's key; one that cannot
 * be opened any more is treated as absent and reported, never replaced by something weaker.
 */

import { conflict } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { collectRecords } from "../../records/all-records.ts";
import { changeRecord } from "../../records/change-record.ts";
import type { SetupRequest } from "./schemas/setup.ts";

const CENTRAL_PREFIX = "central:";
const BROKER_KEY = "north.mqtt";
const LOCALE_KEY = "locale";

interface CentralRecord {
  name: string;
  host: string;
  username?: string;
  password_sealed?: string;
  interfaces: { name: string }[];
  enabled: boolean;
  created_at: string;
  updated_at: string;
}
interface BrokerRecord {
  enabled: boolean;
  discovery: boolean;
  broker_url: string;
  username?: string;
  password_sealed?: string;
}
export type LocaleRecord = SetupRequest["locale"];

/** A central as the driver needs it. */
export interface ConfiguredCentral {
  name: string;
  host: string;
  username?: string;
  password?: string;
  interfaces: string[];
  enabled: boolean;
}

type Writing = Pick<RequestScope, "store" | "secrets" | "clock">;
type Reading = Pick<RequestScope, "store" | "secrets" | "log">;

const withLogin = (
  scope: Pick<RequestScope, "secrets">,
  { username, password }: { username?: string; password?: string },
) => ({
  ...(username ? { username } : {}),
  ...(password ? { password_sealed: scope.secrets.seal(password) } : {}),
});

function openPassword(scope: Reading, what: string, sealed: string | undefined): { password?: string } {
  if (sealed === undefined) return {};
  const password = scope.secrets.open(sealed);
  if (password !== null) return { password };
  scope.log.error("a stored password was sealed with another key and must be entered again", { what });
  return {};
}

export async function storeCentral(scope: Writing, ccu: NonNullable<SetupRequest["ccu"]>): Promise<void> {
  const now = new Date(scope.clock.now()).toISOString();
  const central: Omit<CentralRecord, "created_at"> = {
    name: ccu.name,
    host: ccu.host,
    ...withLogin(scope, ccu),
    interfaces: [...new Set(ccu.interfaces)].map((name) => ({ name })),
    enabled: true,
    updated_at: now,
  };
  await changeRecord<CentralRecord>(
    scope.store,
    "config",
    CENTRAL_PREFIX + ccu.name,
    (before) => ({ ...central, created_at: before?.created_at ?? now }),
    () => conflict(`central ${ccu.name} is being changed elsewhere; try again`),
  );
}

/** Centrals from the store, sorted by name, disabled ones included. */
export async function configuredCentrals(scope: Reading): Promise<ConfiguredCentral[]> {
  const records = await collectRecords<CentralRecord>(scope.store, "config");
  return records
    .filter(({ key }) => key.startsWith(CENTRAL_PREFIX))
    .map(({ value: { name, host, username, password_sealed, interfaces, enabled } }) => ({
      name,
      host,
      ...(username === undefined ? {} : { username }),
      ...openPassword(scope, `central ${name}`, password_sealed),
      interfaces: interfaces.map((i) => i.name),
      enabled,
    }));
}

export async function storeBroker(scope: Writing, mqtt: NonNullable<SetupRequest["mqtt"]>): Promise<void> {
  const record: BrokerRecord = {
    enabled: true,
    discovery: true,
    broker_url: mqtt.broker_url,
    ...withLogin(scope, mqtt),
  };
  await scope.store.put("config", BROKER_KEY, record);
}

export async function storeLocale(scope: Writing, locale: LocaleRecord): Promise<void> {
  await scope.store.put("config", LOCALE_KEY, locale);
}

/** Language and theme chosen in the setup; `undefined` before it. */
export const configuredLocale = async (scope: Pick<RequestScope, "store">): Promise<LocaleRecord | undefined> =>
  (await scope.store.get<LocaleRecord>("config", LOCALE_KEY))?.value;
