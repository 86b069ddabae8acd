/** Whether the server announces itself, and by which name, while that changes. */
import { discoverySettings } from "../handlers/configuration/program-sections.ts";
import type { Sections } from "../handlers/kernel/section.ts";
import type { Site } from "../handlers/kernel/site.ts";
import type { AdvertisedHome, AdvertisedServer } from "./advertised.ts";

type Place = Pick<AdvertisedServer, "bound" | "isTls">;
/** Only when it is needed: whoever does not want to be found does not wait for it. */
const load = async (server: AdvertisedServer): Promise<AdvertisedHome> =>
  (await import("./advertised.ts")).advertiseServer(server);

/** Announces the server as long as the configuration says so, anew where it gets another name. */
export async function followAdvertising(
  site: Site,
  sections: Sections,
  place: Place,
  advertise = load,
): Promise<AdvertisedHome> {
  let announced: AdvertisedHome | undefined;
  let told: string | undefined;
  const follow = async () => {
    const { enabled, instance_name } = sections.read(discoverySettings).mdns;
    const wanted = enabled ? instance_name.trim() : undefined;
    if (wanted === told) return;
    const former = announced;
    announced = undefined;
    told = undefined;
    await former?.stop();
    if (wanted === undefined) return;
    announced = await advertise({ site, ...place, instance: wanted || undefined });
    told = wanted;
  };
  /** One change after the other: two announcements at once would fight for the name. */
  let last = follow();
  await last;
  const unobserve = sections.observe(discoverySettings, () => {
    last = last.then(follow).catch((error: unknown) => site.log.warn("the announcement was not changed", { error }));
  });
  return {
    changed: () => announced?.changed(),
    async stop() {
      unobserve();
      await last;
      await announced?.stop();
    },
  };
}
