/** The alarm on the home page: what state each zone is in, and how long somebody has; more on its own page. */
import { mdiShieldAlert, mdiShieldLock, mdiShieldOff } from "@mdi/js";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { clockText, secondsLeft, type Zone } from "../model/alarm.ts";
import { linkTo } from "../model/route.ts";
import { countdowns, zones } from "../state/alarm.ts";
import { Glyph } from "./Icon.tsx";

const ICONS: Readonly<Record<Zone["state"], string>> = {
  disarmed: mdiShieldOff,
  arming: mdiShieldLock,
  armed: mdiShieldLock,
  pending: mdiShieldAlert,
  triggered: mdiShieldAlert,
};
/** Milliseconds between two looks at the clock while something counts down. */
const TICK_MS = 500;
const now = signal(Date.now());

function Left({ zone }: { readonly zone: string }) {
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const running = countdowns.value.get(zone);
  return running ? <b class="alarm-left">{clockText(secondsLeft(running, Math.max(now.value, Date.now())))}</b> : null;
}

export const AlarmGlance = () =>
  zones.value.length === 0 ? null : (
    <ul class="alarm-glance" aria-label={t("alarm.title")}>
      {zones.value.map(({ id, name, state, mode }) => (
        <li key={id}>
          <a class={state} href={linkTo("alarm")}>
            <Glyph path={ICONS[state]} />
            <span>
              {name}: <b>{t(`alarm.state.${state}`)}</b>
              {mode !== undefined && mode !== "disarmed" && ` (${t(`alarm.mode.${mode}`)})`}
            </span>
            {(state === "arming" || state === "pending") && <Left zone={id} />}
          </a>
        </li>
      ))}
    </ul>
  );
