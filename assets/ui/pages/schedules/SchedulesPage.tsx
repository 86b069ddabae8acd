/** Every device that does something by the clock, with the way to its week program. */
import { mdiCalendarClock } from "@mdi/js";
import type { HomeDevice } from "../../../../adapters/client/index.ts";
import { compareNames, t } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, Read } from "../../parts/states.tsx";
import { command } from "../../state/command.ts";
import { devices, isReachable } from "../../state/live.ts";
import { Glyph } from "../../views/Icon.tsx";
import { w } from "./words.ts";

/** The list names the interface: two CCUs may have the same address. */
const isOf = (device: HomeDevice, { address, interface_id: id }: { address: string; interface_id: string }): boolean =>
  device.address === address && device.summary.interface_id === id;

export default function SchedulesPage() {
  const list = useResource(() => command("schedules.list_devices", {}), []);
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      <AwayNote />
      <Read of={list}>
        {({ devices: scheduled }) => {
          const found = devices.value
            .filter((device) => scheduled.some((one) => isOf(device, one)))
            .sort((a, b) => compareNames(a.summary.name, b.summary.name));
          if (found.length === 0)
            return (
              <None of={["devices"]} asked={list}>
                <Empty icon={mdiCalendarClock} title={w("none")}>
                  <p>{w("none.text")}</p>
                </Empty>
              </None>
            );
          return (
            <ul class="cards">
              {found.map(({ central, address, summary }) => (
                <li key={`${central}/${address}`}>
                  <a class="panel card" href={linkTo("device", central, address, "schedule")}>
                    <Glyph path={mdiCalendarClock} />
                    <span>
                      <b>{summary.name}</b>
                      <small>
                        {[
                          ...(summary.rooms ?? []),
                          summary.model_label ?? summary.model,
                          ...(isReachable(central, address).value ? [] : [t("tile.unreachable")]),
                        ].join(" · ")}
                      </small>
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          );
        }}
      </Read>
    </main>
  );
}
