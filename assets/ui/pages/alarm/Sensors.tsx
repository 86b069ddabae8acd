/** What a zone watches: sensors by their kind, in which modes they count, and how. */
import { compareNames } from "../../i18n/index.ts";
import type { Mode } from "../../model/alarm-words.ts";
import { Check, Field, Select } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { devices } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import { whileBusy } from "../../state/write.ts";
import { DraftList } from "./DraftList.tsx";
import { type Config, numberAt, recordOf, type Sensor, textsOf, trimmed, withValue } from "./draft.ts";
import { NumberField } from "./ModesForm.tsx";
import { loadSensorNames } from "./names.ts";
import { proposeSensors, SENSOR_TYPES, type SensorProposal, type SensorType, usualConfig } from "./proposals.ts";
import { t } from "./words.ts";

interface SensorsProps {
  readonly zone: string;
  readonly modes: readonly Mode[];
}

const DAY_S = 86_400;
const FLAGS = [
  "use_exit_delay",
  "use_entry_delay",
  "arm_after_closing",
  "allow_open_after_arming",
  "bypass_auto",
  "trigger_when_unavailable",
  "chime",
] as const;

const keyOf = ({ central, channel_address, parameter }: Pick<Sensor, "central" | "channel_address" | "parameter">) =>
  `${central} ${channel_address} ${parameter}`;

const busyId = (zone: string): string => `alarm/sensors/${zone}`;

/** @returns whether they were taken */
export async function saveSensors(zone: string, sensors: readonly Sensor[]): Promise<boolean> {
  const body = sensors.map((one) => ({ ...one, config: { ...trimmed(recordOf(one.config)) } }));
  const done = await whileBusy(busyId(zone), t("sensors.title"), () =>
    client.PUT("/alarm/zones/{id}/sensors", { params: { path: { id: zone } }, body }),
  );
  if (done) await loadSensorNames(zone);
  return done;
}

export const sensorFrom = (proposal: SensorProposal, modes: readonly Mode[], type = proposal.type): Sensor => {
  const { central, interface_id, channel_address, parameter, name, active_values } = proposal;
  return {
    ...{ central, interface_id, channel_address, parameter, type, name },
    config: { ...usualConfig(type, modes, active_values) },
  };
};

interface RowProps {
  readonly sensor: Sensor;
  readonly modes: readonly Mode[];
  readonly onChange: (next: Sensor | undefined) => void;
}

const Modes = ({
  config,
  modes,
  onChange,
}: {
  config: Config;
  modes: readonly Mode[];
  onChange: (c: Config) => void;
}) => {
  const own = textsOf(config.modes);
  return (
    <fieldset class="boxes">
      <legend>{t("sensor.modes")}</legend>
      {modes.map((mode) => (
        <Check
          key={mode}
          label={t(`mode.${mode}`)}
          checked={own.includes(mode)}
          onChange={(on) =>
            onChange(
              withValue(
                config,
                ["modes"],
                modes.filter((one) => (one === mode ? on : own.includes(one))),
              ),
            )
          }
        />
      ))}
    </fieldset>
  );
};

function SensorForm({ sensor, modes, onChange }: RowProps) {
  const config = recordOf(sensor.config);
  const change = (next: Config) => onChange({ ...sensor, config: { ...next } });
  const isAlways = config.always_on === true;
  return (
    <>
      <div class="fields">
        <Field label={t("sensor.name")}>
          {(tied) => (
            <input
              {...tied}
              value={sensor.name ?? ""}
              maxLength={200}
              onChange={(event) => onChange({ ...sensor, name: event.currentTarget.value })}
            />
          )}
        </Field>
        <Select
          label={t("sensor.type")}
          value={sensor.type}
          options={SENSOR_TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          onChange={(type) => onChange({ ...sensor, type: type as SensorType })}
        />
        <NumberField
          label={t("sensor.hold_time")}
          value={numberAt(config, ["hold_time"], 0)}
          max={DAY_S}
          onChange={(value) => change(withValue(config, ["hold_time"], value || undefined))}
        />
        <Field label={t("sensor.group")} hint={t("sensor.group.hint")}>
          {(tied) => (
            <input
              {...tied}
              value={String(config.group ?? "")}
              onChange={(event) => change(withValue(config, ["group"], event.currentTarget.value || undefined))}
            />
          )}
        </Field>
      </div>
      <Check
        label={t("sensor.always_on")}
        checked={isAlways}
        onChange={(on) => change(withValue(config, ["always_on"], on || undefined))}
      />
      {!isAlways && (
        <>
          <Modes config={config} modes={modes} onChange={change} />
          <div class="boxes">
            {FLAGS.map((flag) => (
              <Check
                key={flag}
                label={t(`sensor.${flag}`)}
                checked={config[flag] === true}
                onChange={(on) => change(withValue(config, [flag], on || undefined))}
              />
            ))}
          </div>
        </>
      )}
      <button type="button" onClick={() => onChange(undefined)}>
        {t("sensor.remove")}
      </button>
    </>
  );
}

/** What it counts for, in a line. */
function sensorLine({ type, config }: Sensor): string {
  const { always_on, modes } = recordOf(config);
  const counts = always_on === true ? [t("sensor.always")] : textsOf(modes).map((mode) => t(`mode.${mode as Mode}`));
  return [t(`type.${type}`), counts.length === 0 ? t("sensor.never") : counts.join(", ")].join(" · ");
}

interface AddProps {
  readonly taken: ReadonlySet<string>;
  readonly onAdd: (proposal: SensorProposal) => void;
}

function AddSensor({ taken, onAdd }: AddProps) {
  const free = proposeSensors(devices.value, compareNames).filter((one) => !taken.has(keyOf(one)));
  if (free.length === 0)
    return (
      <None of={["devices"]}>
        <p class="dim">{t("sensors.nomore")}</p>
      </None>
    );
  return (
    <Select
      label={t("sensors.add")}
      value=""
      options={[
        { value: "", label: t("sensors.choose") },
        ...free.map((one) => ({
          value: keyOf(one),
          label: `${t(`type.${one.type}`)}: ${one.name}${one.room ? ` (${one.room})` : ""}`,
        })),
      ]}
      onChange={(key) => {
        const found = free.find((one) => keyOf(one) === key);
        if (found) onAdd(found);
      }}
    />
  );
}

export function Sensors({ zone, modes }: SensorsProps) {
  const stored = useResource(() => client.GET("/alarm/zones/{id}/sensors", { params: { path: { id: zone } } }), [zone]);
  return (
    <section class="group setup-list">
      <h2>{t("sensors.title")}</h2>
      <Read of={stored}>
        {(rows) => (
          <DraftList<Sensor>
            key={JSON.stringify(rows)}
            stored={rows}
            none={t("sensors.none")}
            keyOf={(sensor) => sensor.id ?? keyOf(sensor)}
            titleOf={({ name, channel_address }) => name || channel_address}
            lineOf={sensorLine}
            form={(sensor, onChange) => <SensorForm sensor={sensor} modes={modes} onChange={onChange} />}
            add={(taken, onAdd) => (
              <AddSensor taken={new Set(taken.map(keyOf))} onAdd={(proposal) => onAdd(sensorFrom(proposal, modes))} />
            )}
            saveLabel={t("sensors.save")}
            busyId={busyId(zone)}
            save={(sensors) => saveSensors(zone, sensors)}
            onSaved={stored.reload}
          />
        )}
      </Read>
    </section>
  );
}
