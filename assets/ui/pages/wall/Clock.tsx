/** The time, large, and the day. */
import { computed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { locale } from "../../i18n/index.ts";

const clock = computed(() => new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit" }));
const day = computed(() => new Intl.DateTimeFormat(locale.value, { weekday: "long", day: "numeric", month: "long" }));
const MINUTE_MS = 60_000;

/** Drawn anew when a minute begins. */
export function useMinute(): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setTimeout(
      () => {
        now.value = Date.now();
      },
      MINUTE_MS - (now.value % MINUTE_MS),
    );
    return () => clearTimeout(timer);
  }, [now.value]);
  return now.value;
}

export const Clock = ({ now }: { readonly now: number }) => (
  <div class="wall-clock">
    <time dateTime={new Date(now).toISOString()}>{clock.value.format(now)}</time>
    <span>{day.value.format(now)}</span>
  </div>
);
