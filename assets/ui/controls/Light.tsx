import { t } from "../i18n/index.ts";
import { labelWord } from "../i18n/labels.ts";
import { hexOf, hueOf } from "../model/colour.ts";
import { Choice, numeric, type Shown, Slider, type State, texts } from "./parts.tsx";

/** Brightness of the state: 0 … 255. */
const FULL = 255;

const colourOf = (state: State): { h: number; s: number } | undefined => {
  const { h, s } = (state.color ?? {}) as { h?: unknown; s?: unknown };
  return typeof h === "number" && typeof s === "number" ? { h, s } : undefined;
};

function Colour({ state, run }: Shown) {
  const colour = colourOf(state);
  return (
    <label class="choice colour">
      <span>{t("light.colour")}</span>
      <input
        type="color"
        value={hexOf(colour ?? { h: 0, s: 0 })}
        onChange={(event) => {
          const { h, s } = hueOf(event.currentTarget.value);
          void run("set_color", { hue: h, saturation: s }, { color: { h, s } });
        }}
      />
    </label>
  );
}

export function Light(shown: Shown) {
  const { state, custom, can, run } = shown;
  const brightness = numeric(state.brightness);
  const config = custom.config ?? {};
  const share = brightness === undefined ? undefined : (brightness / FULL) * 100;
  const effects = texts(config.effects);
  const setBrightness = (per: number) =>
    void run(
      "set_brightness",
      { brightness: per / 100 },
      { state: per > 0 ? "ON" : "OFF", brightness: (per / 100) * FULL },
    );
  return (
    <>
      {can("set_brightness") && custom.capabilities?.dimmable !== false && (
        <Slider label={t("light.brightness")} value={share} onChange={setBrightness} />
      )}
      {can("set_color_temperature") && (
        <Slider
          label={t("light.temperature")}
          value={numeric(state.color_temp_kelvin)}
          min={numeric(config.min_kelvin) ?? 2000}
          max={numeric(config.max_kelvin) ?? 6500}
          step={50}
          unit="K"
          look="warmth"
          onChange={(kelvin) => void run("set_color_temperature", { kelvin }, { color_temp_kelvin: kelvin })}
        />
      )}
      {(can("set_color") || (can("set_effect") && effects.length > 0)) && (
        <div class="row">
          {can("set_color") && <Colour {...shown} />}
          {can("set_effect") && effects.length > 0 && (
            <Choice
              label={t("light.effect")}
              value={typeof state.effect === "string" ? state.effect : undefined}
              options={effects.map((value) => ({ value, label: labelWord(value) }))}
              onChange={(label) => label !== "" && void run("set_effect", { label }, { effect: label })}
            />
          )}
        </div>
      )}
    </>
  );
}
