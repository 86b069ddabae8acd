/** What the first setup stores of the configuration. */
import type { Document } from "../../configuration/layers.ts";
import { type Storing, writeSection } from "../../configuration/write-section.ts";
import type { SetupRequest } from "./schemas/setup.ts";

const THEME_KEY = "theme";

/** What the first setup says of a section; what is stored of it otherwise stays. */
async function storeMembers(scope: Storing, name: string, members: Document): Promise<void> {
  const section = scope.sections.sections.find((one) => one.name === name);
  if (section) await writeSection(scope, section, (stored) => ({ ...stored, ...members }), members);
}

export const storeBroker = (scope: Storing, mqtt: NonNullable<SetupRequest["mqtt"]>): Promise<void> =>
  storeMembers(scope, "north.mqtt", {
    enabled: true,
    discovery_enabled: true,
    broker_url: mqtt.broker_url,
    ...(mqtt.username ? { username: mqtt.username } : {}),
    ...(mqtt.password ? { password: mqtt.password } : {}),
  });

/** The theme is kept for the pages. */
export async function storeLocale(scope: Storing, { locale, theme }: SetupRequest["locale"]): Promise<void> {
  await storeMembers(scope, "locale", { locale });
  await scope.store.put("config", THEME_KEY, { theme });
}
