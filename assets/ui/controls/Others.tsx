/** Locks, sirens, valves and displays. */
import { useRef } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { labelWord } from "../i18n/labels.ts";
import { ask } from "../state/notices.ts";
import { Row, type Shown, texts } from "./parts.tsx";

/** What lets somebody in is asked about first; locking is not. */
export function Lock({ target: { name }, state, can, run }: Shown) {
  const unlock = async () => {
    if (await ask(t("lock.unlock.ask", { name }), t("lock.unlock"))) await run("unlock", {}, { is_unlocking: true });
  };
  const open = async () => {
    if (await ask(t("lock.open.ask", { name }), t("lock.open"))) await run("open", {}, { is_unlocking: true });
  };
  return (
    <Row>
      {can("lock") && state.is_locked !== true && (
        <button type="button" class="primary" onClick={() => void run("lock", {}, { is_locking: true })}>
          {t("lock.lock")}
        </button>
      )}
      {can("unlock") && state.is_locked !== false && (
        <button type="button" onClick={() => void unlock()}>
          {t("lock.unlock")}
        </button>
      )}
      {can("open") && (
        <button type="button" onClick={() => void open()}>
          {t("lock.open")}
        </button>
      )}
    </Row>
  );
}

const choices = (labels: readonly string[]) => labels.map((value) => ({ value, label: labelWord(value) }));

export function Siren({ target: { name }, state, custom, can, run }: Shown) {
  const tone = useRef("");
  const light = useRef("");
  const tones = texts(custom.config?.available_tones);
  const lights = texts(custom.config?.available_lights);
  const sound = async () => {
    if (!(await ask(t("siren.ask", { name }), t("siren.on")))) return;
    const params = {
      ...(tone.current && { acoustic: tone.current }),
      ...(light.current && { optical: light.current }),
    };
    await run("turn_on", params, { state: "on" });
  };
  const isOn = state.state === "on";
  return (
    <>
      {can("turn_on") && !isOn && (tones.length > 0 || lights.length > 0) && (
        <Row>
          <Pick label={t("siren.tone")} labels={tones} picked={tone} />
          <Pick label={t("siren.light")} labels={lights} picked={light} />
        </Row>
      )}
      <Row>
        {can("turn_on") && !isOn && (
          <button type="button" onClick={() => void sound()}>
            {t("siren.on")}
          </button>
        )}
        {can("turn_off") && (
          <button
            type="button"
            class={isOn ? "primary" : ""}
            onClick={() => void run("turn_off", {}, { state: "off" })}
          >
            {t("siren.off")}
          </button>
        )}
      </Row>
    </>
  );
}

/** A choice that counts when the alarm is sounded. */
const Pick = ({
  label,
  labels,
  picked,
}: {
  readonly label: string;
  readonly labels: readonly string[];
  readonly picked: { current: string };
}) =>
  labels.length === 0 ? null : (
    <label class="choice">
      <span>{label}</span>
      <select
        onChange={(event) => {
          picked.current = event.currentTarget.value;
        }}
      >
        <option value="">–</option>
        {choices(labels).map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );

export function Valve({ state, can, run }: Shown) {
  return (
    <Row>
      {can("open") && state.is_open !== true && (
        <button type="button" onClick={() => void run("open", {}, { is_open: true })}>
          {t("valve.open")}
        </button>
      )}
      {can("close") && state.is_open !== false && (
        <button type="button" onClick={() => void run("close", {}, { is_open: false })}>
          {t("valve.close")}
        </button>
      )}
    </Row>
  );
}

export function Display({ can, run }: Shown) {
  const text = useRef<HTMLInputElement>(null);
  if (!can("send_text")) return null;
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        void run("send_text", { text: text.current?.value ?? "" });
      }}
    >
      <input ref={text} aria-label={t("display.text")} maxLength={32} required />
      <button type="submit">{t("display.send")}</button>
      <button type="button" onClick={() => void run("clear_text")}>
        {t("display.clear")}
      </button>
    </form>
  );
}
