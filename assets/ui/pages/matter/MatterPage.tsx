/** The home in the apps of others: what is shown there, the code that lets an app in, and who has the home already. */

import { mdiQrcode } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { AtHome } from "../../parts/AtHome.tsx";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, Read } from "../../parts/states.tsx";
import { onBroadcast, reloads } from "../../state/live.ts";
import { client, may } from "../../state/session.ts";
import { Icon } from "../../views/Icon.tsx";
import { CommissioningWindow } from "./CommissioningWindow.tsx";
import { Exposures } from "./Exposures.tsx";
import { Fabrics } from "./Fabrics.tsx";
import { t } from "./words.ts";

type Status = Schemas["MatterStatus"];

const SETTING = '{"enabled": true}';

const Off = () => (
  <Empty icon={mdiQrcode} title={t("off.title")}>
    <p>{t("off.text")}</p>
    <p>
      {t(may("admin") ? "off.admin" : "off.others")} <code>north.matter {SETTING}</code>
    </p>
  </Empty>
);

const Facts = ({ status }: { readonly status: Status }) => (
  <p class="dim">
    {t("facts", { shown: status.endpoint_count, fabrics: status.fabric_count })}
    {!status.advertising && ` ${t("facts.notfound")}`}
  </p>
);

const Missing = ({ missing = [] }: Pick<Status, "missing">) =>
  missing.length === 0 ? null : (
    <details class="panel">
      <summary>{t("missing", { count: missing.length })}</summary>
      <ul>
        {missing.map((row) => (
          <li key={`${row.central_name}/${row.device_address}/${row.dp_key}`}>
            {row.device_address} {row.dp_key}: {row.reason}
          </li>
        ))}
      </ul>
    </details>
  );

export default function MatterPage() {
  /** Goes up with everything that the bridge announces. */
  const moved = useSignal(0);
  const status = useResource(() => client.GET("/matter/status"), []);
  useEffect(() => {
    const again = () => {
      moved.value += 1;
      void status.reload();
    };
    const stops = [
      onBroadcast("matter.fabric_added", again),
      onBroadcast("matter.fabric_removed", again),
      onBroadcast("matter.endpoint_assembled", again),
      onBroadcast("matter.exposable_changed", again),
      onBroadcast("matter.commissioning_window_opened", again),
      onBroadcast("matter.commissioning_progress", again),
      reloads.subscribe((count) => {
        if (count > 1) again();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <main id="content" tabIndex={-1}>
      <h1>{t("title")}</h1>
      <AwayNote />
      <Read of={status}>
        {(now) =>
          !now.enabled ? (
            <Off />
          ) : (
            <>
              {now.fault !== undefined && (
                <p class="problem" role="alert">
                  <Icon name="alert" /> {t("fault", { reason: now.fault })}
                </p>
              )}
              <Facts status={now} />
              <Missing missing={now.missing} />
              {now.listening && (
                <>
                  <AtHome>
                    <CommissioningWindow status={now} onChanged={status.reload} />
                    <Fabrics moved={moved.value} />
                  </AtHome>
                  <Exposures moved={moved.value} />
                </>
              )}
            </>
          )
        }
      </Read>
    </main>
  );
}
