/** The panel: what state each zone is in, how it is armed and disarmed, what is in the way. */

import { mdiShieldAlert, mdiShieldHome, mdiShieldLock, mdiShieldOff, mdiShieldSync } from "@mdi/js";
import { useSignal } from "@preact/signals";
import type { Zone } from "../../model/alarm.ts";
import { linkTo } from "../../model/route.ts";
import { AtHome } from "../../parts/AtHome.tsx";
import { Empty } from "../../parts/states.tsx";
import { countdowns, fault, zones } from "../../state/alarm.ts";
import { away } from "../../state/away.ts";
import { may } from "../../state/session.ts";
import { Glyph, Icon } from "../../views/Icon.tsx";
import { Arming } from "./Arming.tsx";
import { silenceAll } from "./actions.ts";
import { CountdownBar } from "./CountdownBar.tsx";
import { Disarming } from "./Disarming.tsx";
import { sensorName, useSensorNames } from "./names.ts";
import { stateWord, t } from "./words.ts";

const ICONS: Readonly<Record<Zone["state"], string>> = {
  disarmed: mdiShieldOff,
  arming: mdiShieldSync,
  armed: mdiShieldLock,
  pending: mdiShieldHome,
  triggered: mdiShieldAlert,
};

const Names = ({ label, ids }: { readonly label: string; readonly ids: readonly string[] }) =>
  ids.length === 0 ? null : (
    <p class="small">
      <span class="dim">{label}</span> {ids.map(sensorName).join(", ")}
    </p>
  );

function Head({ zone }: { readonly zone: Zone }) {
  const { name, state, mode, incident, walktest_active } = zone;
  return (
    <div class="zone-head">
      <span class="zone-badge">
        <Glyph path={ICONS[state]} />
      </span>
      <div>
        <h2>{name}</h2>
        <p class="zone-state" role="status">
          {stateWord(state, mode)}
          {incident?.silenced && ` · ${t("panel.silenced")}`}
          {walktest_active && ` · ${t("panel.walktest")}`}
        </p>
      </div>
    </div>
  );
}

function ZonePanel({ zone }: { readonly zone: Zone }) {
  useSensorNames(zone.id);
  const running = countdowns.value.get(zone.id);
  return (
    <article class={`panel zone ${zone.state}`} data-zone={zone.id}>
      <Head zone={zone} />
      {running && (zone.state === "arming" || zone.state === "pending") && <CountdownBar running={running} />}
      {zone.incident && (
        <p>
          <a href={linkTo("alarm", "journal", "incidents")}>{t("panel.incident", { id: zone.incident.id })}</a>
        </p>
      )}
      {may("operator") && (
        <AtHome>{zone.state === "disarmed" ? <Arming zone={zone} /> : <Disarming zone={zone} />}</AtHome>
      )}
      <Names label={t("panel.bypassed")} ids={zone.bypassed ?? []} />
    </article>
  );
}

const None = () => (
  <Empty icon={mdiShieldHome} title={t("panel.none.title")}>
    <p>{t("panel.none.text")}</p>
    {may("operator") && (
      <a class="button primary" href={linkTo("alarm", "wizard")}>
        {t("panel.none.begin")}
      </a>
    )}
  </Empty>
);

export function Panel() {
  const isAsked = useSignal(false);
  if (zones.value.length === 0) return <None />;
  const isLoud = zones.value.some(({ state, incident }) => state === "triggered" && incident?.silenced !== true);
  return (
    <>
      {fault.value !== undefined && (
        <p class="problem" role="alert">
          <Icon name="alert" /> {t("panel.fault", { note: fault.value })}
        </p>
      )}
      {isLoud && may("operator") && (
        <button
          type="button"
          class="loud"
          disabled={isAsked.value || away.value !== undefined}
          onClick={async () => {
            isAsked.value = true;
            await silenceAll();
            isAsked.value = false;
          }}
        >
          {t("panel.silence.all")}
        </button>
      )}
      <div class="zones">
        {zones.value.map((zone) => (
          <ZonePanel key={zone.id} zone={zone} />
        ))}
      </div>
    </>
  );
}
