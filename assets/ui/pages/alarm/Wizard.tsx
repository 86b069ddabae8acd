/** From zero to armed: what watches, what sounds, who may, a test, and the first arming. Nothing is kept before the code. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { compareNames } from "../../i18n/index.ts";
import { PIN_LEAST, PIN_LIMIT } from "../../model/alarm.ts";
import type { Mode } from "../../model/alarm-words.ts";
import { linkTo } from "../../model/route.ts";
import { AtHome } from "../../parts/AtHome.tsx";
import { Check, Field } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { type Resource, useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { useTyped } from "../../parts/unsaved.ts";
import { readAlarm, zones } from "../../state/alarm.ts";
import { away } from "../../state/away.ts";
import { devices } from "../../state/live.ts";
import { client, may } from "../../state/session.ts";
import { whileBusy } from "../../state/write.ts";
import { Arming } from "./Arming.tsx";
import { saveCode } from "./Codes.tsx";
import type { Output } from "./draft.ts";
import { outputFrom, saveOutputs, testFire } from "./Outputs.tsx";
import {
  type Candidate,
  proposeSensors,
  SENSOR_TYPES,
  type SensorProposal,
  usualClass,
  usualZone,
} from "./proposals.ts";
import { saveSensors, sensorFrom } from "./Sensors.tsx";
import { WalkTest } from "./WalkTest.tsx";
import { t } from "./words.ts";

const STEPS = ["name", "sensors", "sirens", "code", "test", "arm"] as const;
type Step = (typeof STEPS)[number];
/** What the zone of a wizard has. */
const ZONE_MODES: readonly Mode[] = ["perimeter", "full"];

const sensorKey = ({ central, channel_address, parameter }: SensorProposal) =>
  `${central} ${channel_address} ${parameter}`;
const outputKey = ({ central, channel_address }: Candidate) => `${central} ${channel_address}`;

interface Choice {
  readonly name: string;
  /** What somebody has changed of what is proposed. */
  readonly sensors: ReadonlyMap<string, boolean>;
  readonly outputs: ReadonlyMap<string, boolean>;
  readonly person: string;
  readonly pin: string;
}

const chosenSensors = ({ sensors }: Choice): SensorProposal[] =>
  proposeSensors(devices.value, compareNames).filter((one) => sensors.get(sensorKey(one)) ?? one.isUsual);
const chosenOutputs = ({ outputs }: Choice, candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter((one) => outputs.get(outputKey(one)) ?? usualClass(one).isUsual);

interface StepProps {
  readonly choice: Choice;
  readonly change: (next: Partial<Choice>) => void;
}

const NameStep = ({ choice, change }: StepProps) => (
  <Field label={t("zone.name")} hint={t("wizard.name.hint")}>
    {(tied) => (
      <input
        {...tied}
        required
        maxLength={200}
        value={choice.name}
        onInput={(event) => change({ name: event.currentTarget.value })}
      />
    )}
  </Field>
);

function SensorStep({ choice, change }: StepProps) {
  const all = proposeSensors(devices.value, compareNames);
  if (all.length === 0)
    return (
      <None of={["devices"]}>
        <p class="dim">{t("wizard.nosensors")}</p>
      </None>
    );
  return (
    <>
      {SENSOR_TYPES.map((type) => {
        const own = all.filter((one) => one.type === type);
        if (own.length === 0) return null;
        return (
          <fieldset key={type} class="boxes column">
            <legend>
              {t(`type.${type}`)} – {t(`type.${type}.text`)}
            </legend>
            {own.map((one) => (
              <Check
                key={sensorKey(one)}
                label={one.room ? `${one.name} (${one.room})` : one.name}
                checked={choice.sensors.get(sensorKey(one)) ?? one.isUsual}
                onChange={(on) => change({ sensors: new Map(choice.sensors).set(sensorKey(one), on) })}
              />
            ))}
          </fieldset>
        );
      })}
    </>
  );
}

const SirenStep = ({ choice, change, asked }: StepProps & { readonly asked: Resource<Candidate[]> }) => (
  <fieldset class="boxes column">
    <legend>{t("wizard.sirens")}</legend>
    <Read of={asked}>
      {(candidates) =>
        candidates.length === 0 ? (
          <None of={["devices"]} asked={asked}>
            <p class="dim">{t("wizard.nosirens")}</p>
          </None>
        ) : (
          candidates.map((one) => (
            <Check
              key={outputKey(one)}
              label={`${one.device_name || one.channel_address} – ${t(`class.${usualClass(one).class}`)}`}
              checked={choice.outputs.get(outputKey(one)) ?? usualClass(one).isUsual}
              onChange={(on) => change({ outputs: new Map(choice.outputs).set(outputKey(one), on) })}
            />
          ))
        )
      }
    </Read>
  </fieldset>
);

const CodeStep = ({ choice, change }: StepProps) => (
  <>
    <p>{t("wizard.code.text")}</p>
    <Field label={t("code.name")}>
      {(tied) => (
        <input
          {...tied}
          required={choice.pin !== ""}
          maxLength={200}
          value={choice.person}
          onInput={(event) => change({ person: event.currentTarget.value })}
        />
      )}
    </Field>
    <Field label={t("code.pin")} hint={t("wizard.pin.hint")}>
      {(tied) => (
        <input
          {...tied}
          type="password"
          autocomplete="new-password"
          inputMode="numeric"
          minLength={PIN_LEAST}
          maxLength={PIN_LIMIT}
          value={choice.pin}
          onInput={(event) => change({ pin: event.currentTarget.value })}
        />
      )}
    </Field>
  </>
);

/** Each output may be heard; nothing sounds without a question. */
function OutputTests({ zone }: { readonly zone: string }) {
  const outputs = useResource(
    () => client.GET("/alarm/zones/{id}/outputs", { params: { path: { id: zone } } }),
    [zone],
  );
  return (
    <Read of={outputs}>
      {(rows) => (
        <ul class="rows">
          {rows
            .filter(({ class: kind }) => kind !== "notification" && kind !== "sysvar_mirror")
            .map((output) => (
              <li key={output.id}>
                <div>
                  <b>{output.name || output.channel_address}</b>
                  <small>{t(`class.${output.class}`)}</small>
                </div>
                <button type="button" disabled={away.value !== undefined} onClick={() => void testFire(output, false)}>
                  {t("output.test")}
                </button>
              </li>
            ))}
        </ul>
      )}
    </Read>
  );
}

/** What has been made already is not made twice when a later part is refused. */
interface Made {
  zone?: string;
  hasCode?: boolean;
}

/** @returns whether all of it was taken */
async function make(choice: Choice, candidates: readonly Candidate[], made: Made): Promise<boolean> {
  const name = choice.name.trim();
  if (made.zone === undefined) {
    const { zone } = await makeZone(name);
    if (zone === undefined) return false;
    made.zone = zone;
  }
  const sensors = chosenSensors(choice).map((one) => sensorFrom(one, ZONE_MODES));
  if (!(await saveSensors(made.zone, sensors))) return false;
  const told: Output = { class: "notification", central: "", channel_address: "", name: t("class.notification") };
  const outputs = [...chosenOutputs(choice, candidates).map((one) => outputFrom(one)), told];
  if (!(await saveOutputs(made.zone, outputs))) return false;
  if (choice.pin !== "" && !made.hasCode) {
    const perms = { arm: true, disarm: true, silence: true };
    const wish = { name: choice.person.trim(), kind: "pin" as const, pin: choice.pin, perms, enabled: true };
    if (!(await saveCode(undefined, wish))) return false;
    made.hasCode = true;
  }
  await readAlarm();
  return true;
}

async function makeZone(name: string): Promise<{ zone: string | undefined }> {
  let zone: string | undefined;
  await whileBusy("alarm/new-zone", name, async () => {
    const answer = await client.POST("/alarm/zones", { body: { name, config: usualZone() }, retries: 0 });
    zone = answer.data?.id;
    return answer;
  });
  return { zone };
}

const ArmStep = ({ zone }: { readonly zone: string }) => {
  const found = zones.value.find(({ id }) => id === zone);
  if (found === undefined) return null;
  if (found.state !== "disarmed")
    return (
      <p role="status">
        <b>{t("wizard.armed")}</b> <a href={linkTo("alarm")}>{t("tab.panel")}</a>
      </p>
    );
  return (
    <>
      <p>{t("wizard.arm.text")}</p>
      <AtHome>
        <Arming zone={found} />
      </AtHome>
    </>
  );
};

const Steps = ({ at }: { readonly at: Step }) => (
  <ol class="steps">
    {STEPS.map((step) => (
      <li key={step} aria-current={step === at ? "step" : undefined}>
        {t(`wizard.${step}`)}
      </li>
    ))}
  </ol>
);

export function Wizard() {
  const step = useSignal<Step>("name");
  const choice = useSignal<Choice>({
    name: t("wizard.house"),
    sensors: new Map(),
    outputs: new Map(),
    person: "",
    pin: "",
  });
  const isBusy = useSignal(false);
  const typed = useTyped();
  const made = useRef<Made>({});
  const candidates = useResource(() => client.GET("/alarm/output-candidates"), []);
  if (!may("operator")) return <p class="dim">{t("setup.viewer")}</p>;
  const change = (next: Partial<Choice>) => {
    choice.value = { ...choice.value, ...next };
  };
  const go = (by: number) => {
    step.value = STEPS[STEPS.indexOf(step.value) + by] ?? step.value;
  };
  const next = async () => {
    if (step.value !== "code") return go(1);
    isBusy.value = true;
    const done = await make(choice.value, candidates.data ?? [], made.current);
    isBusy.value = false;
    // it is stored: nobody reads it here any more
    if (done) change({ pin: "" });
    if (done) typed.isDirty.value = false;
    if (done) go(1);
  };
  const props = { choice: choice.value, change };
  const zone = made.current.zone;
  const isBefore = STEPS.indexOf(step.value) <= STEPS.indexOf("code");
  return (
    <form
      class="panel setup-form"
      onInput={() => {
        // what is chosen in the steps behind is done at once
        if (isBefore) typed.isDirty.value = true;
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void next();
      }}
    >
      <Steps at={step.value} />
      <h2>{t(`wizard.${step.value}`)}</h2>
      {step.value === "name" && <NameStep {...props} />}
      {step.value === "sensors" && <SensorStep {...props} />}
      {step.value === "sirens" && <SirenStep {...props} asked={candidates} />}
      {step.value === "code" && <CodeStep {...props} />}
      {step.value === "test" && zone && (
        <>
          <WalkTest zone={zone} />
          <OutputTests zone={zone} />
        </>
      )}
      {step.value === "arm" && zone && <ArmStep zone={zone} />}
      <div class="row">
        {isBefore && step.value !== "name" && (
          <button type="button" onClick={() => go(-1)}>
            {t("wizard.back")}
          </button>
        )}
        {step.value !== "arm" && (
          <button
            type="submit"
            class="primary"
            disabled={isBusy.value || (step.value === "code" && away.value !== undefined)}
          >
            {t(step.value === "code" ? "wizard.make" : "wizard.next")}
          </button>
        )}
      </div>
    </form>
  );
}
