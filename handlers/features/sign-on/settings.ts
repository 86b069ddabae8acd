/** The settings of sign-on as they hold for this request. */

import { type OidcSettings, oidcSettings, type ProviderSettings } from "../../auth/sign-on-settings.ts";
import { readSection } from "../../configuration/stored-sections.ts";
import { notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Section } from "../../kernel/section.ts";

/** Names of providers in addresses. */
export const PROVIDER_NAMES = ["first", "second", "third"] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

export type Configured = Pick<RequestScope, "sections" | "store" | "secrets" | "log">;

const section = oidcSettings as unknown as Section;

/**
 * Where the configuration of the home is another process's (functions), what an administrator has stored here: each home
 * of a cloud has its own providers, and no request waits for a relay.
 */
async function current(scope: Configured): Promise<OidcSettings> {
  if (scope.sections.sections.includes(section)) return scope.sections.read(oidcSettings);
  const stored = await readSection(section, scope);
  if (stored === undefined) return scope.sections.read(oidcSettings);
  const read = oidcSettings.schema.safeParse(stored);
  if (read.success) return read.data;
  scope.log.error("the stored settings of sign-on cannot be used", { section: section.name });
  return oidcSettings.schema.parse({});
}

export const offersSignOn = async (scope: Configured): Promise<boolean> => (await current(scope)).enabled;

/** @throws Refusal 404 where sign-on is off */
export async function signOnSettings(scope: Configured): Promise<OidcSettings> {
  const settings = await current(scope);
  if (!settings.enabled) throw notFound("sign-on by an identity provider is switched off", "Sign-on is off");
  return settings;
}

/** `undefined` for a provider that is not configured. */
export function providerOf(settings: OidcSettings, name: ProviderName): ProviderSettings | undefined {
  const provider = name === "first" ? settings : settings[name];
  return provider.issuer === "" || provider.client_id === "" ? undefined : provider;
}

/** For the page that offers them; empty where sign-on is off. */
export async function listProviders(scope: Configured): Promise<{ name: ProviderName; label: string }[]> {
  const settings = await current(scope);
  if (!settings.enabled) return [];
  return PROVIDER_NAMES.flatMap((name) => {
    const provider = providerOf(settings, name);
    return provider ? [{ name, label: provider.label || new URL(provider.issuer).hostname }] : [];
  });
}
