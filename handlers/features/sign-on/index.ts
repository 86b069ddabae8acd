/** Signing in elsewhere: at an identity provider, or with a user of the CCU. */
import { ccuLoginSettings, oidcSettings } from "../../auth/sign-on-settings.ts";
import { liveCapabilities } from "../../kernel/capabilities.ts";
import type { Feature } from "../../kernel/feature.ts";
import type { Section } from "../../kernel/section.ts";
import type { Site } from "../../kernel/site.ts";
import { signOnOperations } from "./operations.ts";

/** `GET /info` says what is on, as long as it is. */
function announce(site: Site, section: Section<{ enabled: boolean }>, capability: string): () => void {
  const tell = ({ enabled }: { enabled: boolean }) => {
    if (enabled) site.state(liveCapabilities).add(capability);
    else site.state(liveCapabilities).delete(capability);
  };
  tell(site.sections.read(section));
  return site.sections.observe(section, tell);
}

export const signOn: Feature = {
  name: "sign-on",
  operations: [...signOnOperations],
  commands: [],
  broadcasts: [],
  sections: [oidcSettings, ccuLoginSettings] as readonly Section[],
  start(site) {
    const stops = [announce(site, oidcSettings, "auth.oidc.v1"), announce(site, ccuLoginSettings, "auth.ccu.v1")];
    return () => {
      for (const stop of stops) stop();
    };
  },
};
