/** One zone: its name, modes, what is in the way, schedules, sensors and outputs. Each part is saved by itself. */

import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { MODES } from "../../model/alarm-words.ts";
import { linkTo } from "../../model/route.ts";
import { useUnsaved } from "../../parts/unsaved.ts";
import { readAlarm } from "../../state/alarm.ts";
import { away } from "../../state/away.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { type Config, recordOf } from "./draft.ts";
import { ModesForm } from "./ModesForm.tsx";
import { Outputs } from "./Outputs.tsx";
import { Policies } from "./Policies.tsx";
import { Schedules } from "./Schedules.tsx";
import { Sensors } from "./Sensors.tsx";
import { t } from "./words.ts";

type StoredZone = Schemas["AlarmZone"];

interface ZoneEditorProps {
  readonly zone: StoredZone;
  readonly onChanged: () => Promise<void>;
}

export const zoneBusy = (id: string): string => `alarm/zone/${id}`;

async function save({ id, position }: StoredZone, name: string, config: Config): Promise<boolean> {
  const body = { name, config: { ...config }, ...(position !== undefined && { position }) };
  const done = await whileBusy(zoneBusy(id), name, () =>
    client.PUT("/alarm/zones/{id}", { params: { path: { id } }, body }),
  );
  if (!done) return false;
  tellDone(t("done.saved"));
  await readAlarm();
  return true;
}

async function remove({ id, name }: StoredZone): Promise<boolean> {
  if (!(await ask(t("zone.remove.ask", { name }), t("zone.remove")))) return false;
  const done = await whileBusy(zoneBusy(id), name, () =>
    client.DELETE("/alarm/zones/{id}", { params: { path: { id } } }),
  );
  if (done) await readAlarm();
  return done;
}

function Settings({ zone, onChanged }: ZoneEditorProps) {
  const name = useSignal(zone.name);
  const config = useSignal<Config>(recordOf(zone.config));
  const isChanged = useSignal(false);
  useUnsaved(isChanged.value);
  const change = (next: Config) => {
    config.value = next;
    isChanged.value = true;
  };
  const chosen = MODES.filter((mode) => mode in recordOf(config.value.modes));
  return (
    <form
      class="panel setup-form"
      onSubmit={async (event) => {
        event.preventDefault();
        if (!(await save(zone, name.value.trim(), config.value))) return;
        isChanged.value = false;
        await onChanged();
      }}
    >
      <label class="field">
        {t("zone.name")}
        <input
          value={name.value}
          required
          maxLength={200}
          onInput={(event) => {
            name.value = event.currentTarget.value;
            isChanged.value = true;
          }}
        />
      </label>
      <ModesForm config={config.value} onChange={change} />
      <Schedules config={config.value} modes={chosen} onChange={change} />
      <Policies config={config.value} onChange={change} />
      <div class="row">
        <button type="submit" class="primary" disabled={busy.value.has(zoneBusy(zone.id)) || away.value !== undefined}>
          {t("save")}
        </button>
        <button
          type="button"
          class="danger"
          disabled={busy.value.has(zoneBusy(zone.id)) || away.value !== undefined}
          onClick={async () => {
            if (!(await remove(zone))) return;
            isChanged.value = false;
            await onChanged();
            location.hash = linkTo("alarm", "setup");
          }}
        >
          {t("zone.remove")}
        </button>
      </div>
    </form>
  );
}

export function ZoneEditor({ zone, onChanged }: ZoneEditorProps) {
  const modes = MODES.filter((mode) => mode in recordOf(zone.config?.modes));
  const canChange = may("operator");
  return (
    <>
      <div class="bar setup-head">
        <h2>{zone.name}</h2>
        <div class="row">
          <a class="button" href={linkTo("alarm", "setup")}>
            {t("setup.back")}
          </a>
          <a class="button" href={linkTo("alarm", "walktest", zone.id)}>
            {t("tab.walktest")}
          </a>
        </div>
      </div>
      {canChange ? <Settings zone={zone} onChanged={onChanged} /> : <p class="dim">{t("setup.viewer")}</p>}
      <Sensors zone={zone.id} modes={modes} />
      <Outputs zone={zone.id} modes={modes} />
    </>
  );
}
