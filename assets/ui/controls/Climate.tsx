import type { Key } from "../i18n/en.ts";
import { formatNumber, t } from "../i18n/index.ts";
import { humanise } from "../model/reading.ts";
import { Choice, IconButton, numeric, Row, type Shown, texts } from "./parts.tsx";

const MODES: Readonly<Record<string, Key>> = {
  auto: "climate.mode.auto",
  heat: "climate.mode.heat",
  cool: "climate.mode.cool",
  off: "climate.mode.off",
};
/** What a day out is, in hours; the API takes any. */
const AWAY_HOURS = 24;

const isProfile = (preset: string): boolean => /^week_program_\d+$/.test(preset);
const profileLabel = (preset: string): string => `${t("climate.profile")} ${preset.replace("week_program_", "")}`;

function Stepper({ state, custom, run }: Shown) {
  const config = custom.config ?? {};
  const step = numeric(config.temp_step) ?? 0.5;
  const [min, max] = [numeric(config.min_temp) ?? 5, numeric(config.max_temp) ?? 30];
  const target = numeric(state.set_temperature);
  const unit = typeof config.temperature_unit === "string" ? config.temperature_unit : "°C";
  const set = (by: number) => {
    const next = Math.min(max, Math.max(min, Math.round(((target ?? min) + by) / step) * step));
    void run("set_temperature", { temperature: next }, { set_temperature: next });
  };
  return (
    <div class="stepper">
      <IconButton
        icon="minus"
        label={t("climate.colder")}
        disabled={target === undefined || target <= min}
        onClick={() => set(-step)}
      />
      <output aria-label={t("climate.target")}>
        {target === undefined ? "–" : `${formatNumber(target)}\u00a0${unit}`}
      </output>
      <IconButton
        icon="plus"
        label={t("climate.warmer")}
        disabled={target === undefined || target >= max}
        onClick={() => set(step)}
      />
    </div>
  );
}

function Presets({ state, custom, can, run }: Shown) {
  const presets = texts(custom.config?.preset_modes);
  const isBoost = state.preset_mode === "boost";
  const isAway = state.preset_mode === "away";
  const profiles = presets.filter(isProfile);
  return (
    <Row>
      {can("enable_boost") && (
        <button
          type="button"
          aria-pressed={isBoost}
          onClick={() =>
            void run(isBoost ? "disable_boost" : "enable_boost", {}, { preset_mode: isBoost ? "none" : "boost" })
          }
        >
          {t("climate.boost")}
        </button>
      )}
      {can("enable_away_by_duration") && (
        <button
          type="button"
          aria-pressed={isAway}
          onClick={() => void (isAway ? run("disable_away") : run("enable_away_by_duration", { hours: AWAY_HOURS }))}
        >
          {t(isAway ? "climate.away.end" : "climate.away")}
        </button>
      )}
      {can("set_profile") && profiles.length > 0 && (
        <Choice
          label={t("climate.profile")}
          value={typeof state.preset_mode === "string" ? state.preset_mode : undefined}
          options={profiles.map((value) => ({ value, label: profileLabel(value) }))}
          onChange={(profile) => profile !== "" && void run("set_profile", { profile }, { preset_mode: profile })}
        />
      )}
    </Row>
  );
}

/** Thermostats: target, mode, boost, away, week program. */
export function Climate(shown: Shown) {
  const { state, custom, can, run } = shown;
  const modes = texts(custom.config?.hvac_modes);
  return (
    <>
      {can("set_temperature") && <Stepper {...shown} />}
      {can("set_mode") && modes.length > 1 && (
        <fieldset class="segments">
          <legend class="hidden">{t("climate.mode")}</legend>
          {modes.map((mode) => (
            <button
              key={mode}
              type="button"
              aria-pressed={state.hvac_mode === mode}
              onClick={() => void run("set_mode", { mode }, { hvac_mode: mode })}
            >
              {MODES[mode] ? t(MODES[mode]) : humanise(mode)}
            </button>
          ))}
        </fieldset>
      )}
      <Presets {...shown} />
    </>
  );
}
