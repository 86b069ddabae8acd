/** What forbids arming, when codes are asked for, what follows an alarm. */
import { Check, Select } from "../../parts/form.tsx";
import { type Config, numberAt, recordOf, valueAt, withValue } from "./draft.ts";
import { NumberField, OutputPolicy } from "./ModesForm.tsx";
import { t } from "./words.ts";

interface PoliciesProps {
  readonly config: Config;
  readonly onChange: (config: Config) => void;
}

const CONCERNS = [
  ["open", "block"],
  ["unreachable", "block"],
  ["sabotage", "block"],
  ["low_battery", "warn"],
] as const;
const VERDICTS = ["block", "warn", "ignore"] as const;
const DAY_S = 86_400;

const textAt = (config: Config, path: readonly string[], fallback: string): string => {
  const found = valueAt(config, path);
  return typeof found === "string" ? found : fallback;
};

function Blockers({ config, onChange }: PoliciesProps) {
  return (
    <fieldset class="fields">
      <legend>{t("zone.blockers")}</legend>
      {CONCERNS.map(([concern, fallback]) => (
        <Select
          key={concern}
          label={t(`concern.${concern}`)}
          value={textAt(config, ["blockers", concern], fallback)}
          options={VERDICTS.map((value) => ({ value, label: t(`verdict.${value}`) }))}
          onChange={(value) => onChange(withValue(config, ["blockers", concern], value))}
        />
      ))}
    </fieldset>
  );
}

function Codes({ config, onChange }: PoliciesProps) {
  const disarm = valueAt(config, ["code_policy", "require_disarm"]);
  return (
    <fieldset class="boxes">
      <legend>{t("zone.codes")}</legend>
      <Check
        label={t("zone.codes.arm")}
        checked={valueAt(config, ["code_policy", "require_arm"]) === true}
        onChange={(on) => onChange(withValue(config, ["code_policy", "require_arm"], on || undefined))}
      />
      <Check
        label={t("zone.codes.disarm")}
        checked={disarm !== false}
        onChange={(on) => onChange(withValue(config, ["code_policy", "require_disarm"], on ? undefined : false))}
      />
    </fieldset>
  );
}

function After({ config, onChange }: PoliciesProps) {
  const after = textAt(config, ["post_trigger"], "return_to_armed");
  return (
    <fieldset class="fields">
      <legend>{t("zone.after")}</legend>
      <Select
        label={t("zone.post_trigger")}
        value={after}
        options={[
          { value: "return_to_armed", label: t("zone.post.armed") },
          { value: "disarm", label: t("zone.post.disarm") },
        ]}
        onChange={(value) => onChange(withValue(config, ["post_trigger"], value))}
      />
      {after === "disarm" && (
        <NumberField
          label={t("zone.auto_rearm_s")}
          value={numberAt(config, ["auto_rearm_s"], 0)}
          max={DAY_S}
          onChange={(value) => onChange(withValue(config, ["auto_rearm_s"], value))}
        />
      )}
      <Select
        label={t("zone.central_loss")}
        value={textAt(config, ["central_loss"], "alert")}
        options={[
          { value: "alert", label: t("zone.loss.alert") },
          { value: "trigger", label: t("zone.loss.trigger") },
        ]}
        onChange={(value) => onChange(withValue(config, ["central_loss"], value))}
      />
    </fieldset>
  );
}

export const Policies = ({ config, onChange }: PoliciesProps) => (
  <details>
    <summary>{t("zone.more")}</summary>
    <Blockers config={config} onChange={onChange} />
    <Codes config={config} onChange={onChange} />
    <After config={config} onChange={onChange} />
    {(["hazard_outputs", "panic_outputs"] as const).map((name) => (
      <fieldset key={name}>
        <legend>{t(`zone.${name}`)}</legend>
        <OutputPolicy config={recordOf(config)} path={[name]} onChange={onChange} />
      </fieldset>
    ))}
  </details>
);
