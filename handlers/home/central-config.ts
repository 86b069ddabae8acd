/** What the home itself knows of a CCU's settings; the rest is the driver's. */
import type { CentralConfig } from "../kernel/site.ts";
import type { CcuConfig } from "../ports/index.ts";

/** The toggles that are about devices; the driver has the others. Only what differs from the default is told. */
function behaviourOf(behavior: CcuConfig["behavior"]): Pick<CentralConfig, "behaviour"> {
  const off = {
    ...(behavior?.light_last_brightness === false ? { lastBrightness: false } : {}),
    ...(behavior?.use_group_channel_for_cover_state === false ? { groupPosition: false } : {}),
  };
  return Object.keys(off).length > 0 ? { behaviour: off } : {};
}

export const centralConfig = ({ name, host, interfaces, visibility, behavior }: CcuConfig): CentralConfig => ({
  name,
  host,
  interfaces: interfaces.map((one) => one.name),
  ...behaviourOf(behavior),
  ...(visibility?.un_ignore ? { unIgnore: visibility.un_ignore } : {}),
});
