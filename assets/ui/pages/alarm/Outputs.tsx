/** What a zone does when it is triggered: sirens, lights, messages; each can be tried. */
import type { Mode } from "../../model/alarm-words.ts";
import { Check, Field, Select } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { DraftList } from "./DraftList.tsx";
import { type Config, numberAt, type Output, recordOf, textsOf, trimmed, withValue } from "./draft.ts";
import { NumberField } from "./ModesForm.tsx";
import { type Candidate, type OutputClass, usualClass } from "./proposals.ts";
import { t } from "./words.ts";

interface OutputsProps {
  readonly zone: string;
  readonly modes: readonly Mode[];
}

/** Seconds (docs/alarm.md). */
const ACOUSTIC_MOST_S = 600;
const OPTICAL_MOST_S = 3_600;
const ACOUSTIC: readonly OutputClass[] = ["acoustic_siren", "switched_siren", "smoke_sounder"];

const busyId = (zone: string): string => `alarm/outputs/${zone}`;

/** @returns whether they were taken */
export function saveOutputs(zone: string, outputs: readonly Output[]): Promise<boolean> {
  const body = outputs.map((one) => ({ ...one, config: { ...trimmed(recordOf(one.config)) } }));
  return whileBusy(busyId(zone), t("outputs.title"), () =>
    client.PUT("/alarm/zones/{id}/outputs", { params: { path: { id: zone } }, body }),
  );
}

export const outputFrom = (candidate: Candidate, kind: OutputClass = usualClass(candidate).class): Output => ({
  class: kind,
  central: candidate.central,
  channel_address: candidate.channel_address,
  name: candidate.device_name || candidate.channel_address,
  config: {},
});

/** Somebody stands beside it: three seconds. */
export async function testFire(output: Pick<Output, "id" | "name">, isQuiet: boolean): Promise<boolean> {
  const name = output.name ?? "";
  if (!isQuiet && !(await ask(t("output.test.ask", { name }), t("output.test")))) return false;
  const done = await whileBusy(`alarm/output/${output.id}`, name, () =>
    client.POST("/alarm/outputs/{id}/test", {
      params: { path: { id: output.id ?? "" } },
      body: isQuiet ? { optical_only: true } : {},
      retries: 0,
    }),
  );
  if (done) tellDone(t("done.test", { name }));
  return done;
}

interface FormProps {
  readonly output: Output;
  readonly candidate: Candidate | undefined;
  readonly modes: readonly Mode[];
  readonly onChange: (next: Output | undefined) => void;
}

const choicesOf = (values: readonly string[] = [], labels: readonly string[] = []) => [
  { value: "", label: t("output.default") },
  ...values.map((value, index) => ({ value, label: labels[index] ?? value })),
];

function Sound({
  output,
  candidate,
  config,
  change,
}: Omit<FormProps, "modes" | "onChange"> & { config: Config; change: (c: Config) => void }) {
  const { available_tones: tones = [], available_lights: lights = [] } = candidate ?? {};
  const isAcoustic = ACOUSTIC.includes(output.class);
  const isOptical = output.class === "optical_siren" || output.class === "alarm_light";
  return (
    <div class="fields">
      {isAcoustic && (
        <NumberField
          label={t("output.duration_s")}
          value={numberAt(config, ["duration_s"], 0)}
          max={ACOUSTIC_MOST_S}
          onChange={(value) => change(withValue(config, ["duration_s"], value || undefined))}
        />
      )}
      {isOptical && (
        <NumberField
          label={t("output.optical_duration_s")}
          value={numberAt(config, ["optical_duration_s"], ACOUSTIC_MOST_S)}
          max={OPTICAL_MOST_S}
          onChange={(value) => change(withValue(config, ["optical_duration_s"], value || undefined))}
        />
      )}
      {isAcoustic && tones.length > 0 && (
        <Select
          label={t("output.tone")}
          value={String(config.acoustic_tone ?? "")}
          options={choicesOf(tones, candidate?.available_tone_labels)}
          onChange={(value) => change(withValue(config, ["acoustic_tone"], value || undefined))}
        />
      )}
      {lights.length > 0 && (
        <Select
          label={t("output.light")}
          value={String(config.optical_pattern ?? "")}
          options={choicesOf(lights, candidate?.available_light_labels)}
          onChange={(value) => change(withValue(config, ["optical_pattern"], value || undefined))}
        />
      )}
    </div>
  );
}

function OutputForm({ output, candidate, modes, onChange }: FormProps) {
  const config = recordOf(output.config);
  const change = (next: Config) => onChange({ ...output, config: { ...next } });
  const own = textsOf(config.modes);
  const classes = candidate ? candidate.classes : [];
  return (
    <>
      <div class="fields">
        <Field label={t("sensor.name")}>
          {(tied) => (
            <input
              {...tied}
              value={output.name ?? ""}
              maxLength={200}
              onChange={(event) => onChange({ ...output, name: event.currentTarget.value })}
            />
          )}
        </Field>
        {classes.length > 1 && (
          <Select
            label={t("output.class")}
            value={output.class}
            options={classes.map((value) => ({ value, label: t(`class.${value}`) }))}
            onChange={(value) => onChange({ ...output, class: value as OutputClass })}
          />
        )}
      </div>
      <Sound output={output} candidate={candidate} config={config} change={change} />
      <fieldset class="boxes">
        <legend>{t("output.modes")}</legend>
        {modes.map((mode) => (
          <Check
            key={mode}
            label={t(`mode.${mode}`)}
            checked={own.length === 0 || own.includes(mode)}
            disabled={own.length === 1 && own.includes(mode)}
            onChange={(on) => {
              const now = own.length === 0 ? modes : own;
              const next = modes.filter((one) => (one === mode ? on : now.includes(one)));
              change(withValue(config, ["modes"], next.length === modes.length ? undefined : next));
            }}
          />
        ))}
      </fieldset>
      <Check
        label={t("output.outdoor")}
        checked={config.outdoor === true}
        onChange={(on) => change(withValue(config, ["outdoor"], on || undefined))}
      />
      <button type="button" onClick={() => onChange(undefined)}>
        {t("sensor.remove")}
      </button>
    </>
  );
}

const TestButtons = ({ output }: { readonly output: Output }) => {
  if (output.id === undefined || output.class === "notification" || output.class === "sysvar_mirror") return null;
  const isBusy = busy.value.has(`alarm/output/${output.id}`) || away.value !== undefined;
  return (
    <div class="row">
      <button type="button" disabled={isBusy} onClick={() => void testFire(output, false)}>
        {t("output.test")}
      </button>
      <button type="button" disabled={isBusy} onClick={() => void testFire(output, true)}>
        {t("output.test.quiet")}
      </button>
    </div>
  );
};

function AddOutput({
  candidates,
  taken,
  onAdd,
}: {
  candidates: readonly Candidate[];
  taken: readonly Output[];
  onAdd: (o: Output) => void;
}) {
  const free = candidates.filter(
    (one) =>
      !taken.some(({ central, channel_address }) => central === one.central && channel_address === one.channel_address),
  );
  return (
    <div class="row">
      <Select
        label={t("outputs.add")}
        value=""
        options={[
          { value: "", label: t("sensors.choose") },
          ...free.map((one) => ({
            value: `${one.central} ${one.channel_address}`,
            label: `${one.device_name || one.channel_address} · ${t(`class.${usualClass(one).class}`)}`,
          })),
        ]}
        onChange={(key) => {
          const found = free.find((one) => `${one.central} ${one.channel_address}` === key);
          if (found) onAdd(outputFrom(found));
        }}
      />
      {!taken.some((one) => one.class === "notification") && (
        <button
          type="button"
          onClick={() =>
            onAdd({
              class: "notification",
              central: "",
              channel_address: "",
              name: t("class.notification"),
              config: {},
            })
          }
        >
          {t("outputs.notification")}
        </button>
      )}
    </div>
  );
}

export function Outputs({ zone, modes }: OutputsProps) {
  const stored = useResource(() => client.GET("/alarm/zones/{id}/outputs", { params: { path: { id: zone } } }), [zone]);
  const { data: candidates = [] } = useResource(() => client.GET("/alarm/output-candidates"), []);
  const candidateOf = ({ central, channel_address }: Output) =>
    candidates.find((one) => one.central === central && one.channel_address === channel_address);
  return (
    <section class="group setup-list">
      <h2>{t("outputs.title")}</h2>
      <Read of={stored}>
        {(rows) => (
          <DraftList<Output>
            key={JSON.stringify(rows)}
            stored={rows}
            none={t("outputs.none")}
            keyOf={(output) => output.id ?? `${output.central} ${output.channel_address} ${output.class}`}
            titleOf={(output) => output.name || output.channel_address || t(`class.${output.class}`)}
            lineOf={(output) => t(`class.${output.class}`)}
            form={(output, onChange) => (
              <>
                <TestButtons output={output} />
                <OutputForm output={output} candidate={candidateOf(output)} modes={modes} onChange={onChange} />
              </>
            )}
            add={(taken, onAdd) => <AddOutput candidates={candidates} taken={taken} onAdd={onAdd} />}
            saveLabel={t("outputs.save")}
            busyId={busyId(zone)}
            save={(outputs) => saveOutputs(zone, outputs)}
            onSaved={stored.reload}
          />
        )}
      </Read>
    </section>
  );
}
