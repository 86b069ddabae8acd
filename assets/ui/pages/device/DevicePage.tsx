/** One device, in parts that each have an address of their own. */
import type { ComponentType } from "preact";
import type { HomeDevice } from "../../../../adapters/client/index.ts";
import { t } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { useResource } from "../../parts/resource.ts";
import { Loading } from "../../parts/states.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { devices, interfaces, isReachable, linkState, reloads } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import { Icon } from "../../views/Icon.tsx";
import type { PageProps } from "../entry.ts";
import { Links } from "./links/Links.tsx";
import { Overview } from "./Overview.tsx";
import { Past } from "./Past.tsx";
import { Service } from "./Service.tsx";
import { Settings } from "./Settings.tsx";
import { SchedulePart } from "./schedule/SchedulePart.tsx";
import { w } from "./words.ts";

interface PartProps {
  readonly device: HomeDevice;
  readonly part: string | undefined;
}

const PARTS: Readonly<Record<string, ComponentType<PartProps>>> = {
  overview: Overview,
  settings: Settings,
  links: Links,
  schedule: SchedulePart,
  past: Past,
  service: Service,
};

const Reading = () => (
  <main id="content" tabIndex={-1}>
    <h1>{t("link.loading")}</h1>
    <Loading />
  </main>
);

/**
 * The page's copy of the home has no such device. Only the server knows whether there is none: one that has just started has
 * not read all of them yet (503), and the page of a device that is there must not say otherwise.
 */
function Missing({ central, address }: { readonly central: string; readonly address: string }) {
  const asked = useResource(
    () => client.GET("/devices/{addr}", { params: { path: { addr: address }, query: { central } } }),
    [central, address, reloads.value, interfaces.value.filter(({ connected }) => connected).length],
  );
  const { status = 0 } = asked.problem ?? {};
  const isNone = status >= 400 && status < 500;
  if (!isNone) return <Reading />;
  return (
    <main id="content" tabIndex={-1}>
      <h1>{t("device.missing")}</h1>
      <a href="#/">{t("nav.home")}</a>
    </main>
  );
}

export default function DevicePage({ rest: [central, address, name = "overview", part] }: PageProps) {
  const device = devices.value.find((one) => one.central === central && one.address === address);
  if (device === undefined && linkState.value === "loading") return <Reading />;
  if (device === undefined) return <Missing central={central ?? ""} address={address ?? ""} />;
  const shown = Object.hasOwn(PARTS, name) ? name : "overview";
  const Part = PARTS[shown]!;
  return (
    <main id="content" tabIndex={-1} key={`${device.central}/${device.address}`}>
      <div class="device-head">
        <a class="button round" href="#/" aria-label={t("nav.home")}>
          <Icon name="back" />
        </a>
        <img src={`api/v1/devices/${encodeURIComponent(device.address)}/icon`} alt="" width="56" height="56" />
        <h1>{device.summary.name}</h1>
        {!isReachable(device.central, device.address).value && <span class="tag bad">{t("tile.unreachable")}</span>}
      </div>
      <AwayNote />
      <Tabs
        label={w("parts")}
        tabs={Object.keys(PARTS).map((one) => ({
          href: linkTo("device", device.central, device.address, ...(one === "overview" ? [] : [one])),
          label: w(`part.${one as "overview"}`),
          isShown: one === shown,
        }))}
      />
      <Part device={device} part={part} />
    </main>
  );
}
