/** The reception matrix: how devices and CCUs hear each other. */
import { mdiSignalOff } from "@mdi/js";
import { formatNumber } from "../../i18n/index.ts";
import { deviceLink } from "../../model/route.ts";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { interfaces } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import { byReception, heard } from "./model.ts";
import { w } from "./words.ts";

const Level = ({ dbm }: { readonly dbm: number | null }) => {
  if (dbm === null) return <>–</>;
  const word = heard(dbm);
  const kind = word === "good" ? "good" : word === "weak" ? "bad" : "";
  return (
    <span class="share">
      {formatNumber(dbm)} dBm <span class={`tag ${kind}`}>{w(`rssi.${word}`)}</span>
    </span>
  );
};

export function Reception() {
  const rssi = useResource(() => client.GET("/diagnostics/rssi"), []);
  return (
    <section class="stack">
      <p class="dim">{w("rssi.text")}</p>
      <Read of={rssi}>
        {({ devices }) => {
          const rows = byReception(devices);
          if (rows.length === 0)
            return (
              <None of={["devices"]} asked={rssi}>
                <Empty icon={mdiSignalOff} title={w("rssi.none")} />
              </None>
            );
          return (
            <div class="stacked panel">
              <Table
                label={w("reception")}
                rows={rows}
                keyOf={({ central, address }) => `${central}/${address}`}
                columns={[
                  {
                    key: "device",
                    title: w("rssi.device"),
                    cell: ({ central, address, name, reachable }) => (
                      <>
                        <a href={deviceLink(central, address)}>{name || address}</a>
                        {!reachable && <small>{w("rssi.unreachable")}</small>}
                      </>
                    ),
                  },
                  {
                    key: "ccu",
                    title: w("rssi.ccu"),
                    cell: ({ central, interface_id: id }) => (
                      <>
                        {central}
                        <small>{interfaces.value.find((one) => one.id === id)?.interface ?? id}</small>
                      </>
                    ),
                  },
                  { key: "hears", title: w("rssi.hears"), cell: ({ rssi_device }) => <Level dbm={rssi_device} /> },
                  { key: "heard", title: w("rssi.heard"), cell: ({ rssi_peer }) => <Level dbm={rssi_peer} /> },
                ]}
              />
            </div>
          );
        }}
      </Read>
    </section>
  );
}
