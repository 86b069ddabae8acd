/** Times of this page: to the second, and with the day, since nights have two. */
import { computed } from "@preact/signals";
import { locale } from "../../i18n/index.ts";

const exact = computed(
  () =>
    new Intl.DateTimeFormat(locale.value, {
      weekday: "short",
      day: "2-digit",
      month: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    }),
);
const clock = computed(
  () => new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
);

export const exactTime = (at: number): string => exact.value.format(at);
export const clockTime = (at: number): string => clock.value.format(at);
