/** Settings of the site that follow the configuration while the program runs. */
import type { Configuration } from "../kernel/section.ts";
import type { SiteSettings } from "../kernel/site.ts";
import { localeSettings, restSettings } from "./program-sections.ts";

const FOLLOWED: Readonly<Record<string, keyof SiteSettings>> = {
  locale: "locale",
  "north.rest.cors": "corsOrigins",
  "north.rest.hosts": "setupHosts",
  "north.rest.csrf_enabled": "csrf",
  "north.rest.rate_limit.enabled": "rateLimit",
};

/**
 * @param given holds where the configuration says nothing but its defaults
 * @returns one object that changes: it is read where it is needed, not copied
 */
export function liveSettings(given: SiteSettings, configuration: Configuration): SiteSettings {
  const live: SiteSettings = { ...given };
  const follow = () => {
    for (const { field, value, source } of configuration.effective()) {
      const name = FOLLOWED[field.path];
      if (name !== undefined) Object.assign(live, { [name]: source === "default" ? given[name] : value });
    }
  };
  follow();
  configuration.observe(localeSettings, follow);
  configuration.observe(restSettings, follow);
  return live;
}
