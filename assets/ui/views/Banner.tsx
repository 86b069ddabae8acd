/** How fresh what is shown is, in a word: nothing while all is well. */
import { computed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { formatSpan, formatTime, t } from "../i18n/index.ts";
import { away } from "../state/away.ts";
import { closedBy, heardAt, interfaces, linkState, openHome } from "../state/live.ts";
import { refusalKey } from "../state/notices.ts";
import { Icon } from "./Icon.tsx";

const missing = computed(() =>
  interfaces.value.filter(({ connected }) => !connected).map(({ name, interface: type }) => name ?? type),
);

const Bar = ({ kind, children }: { readonly kind: "bad" | "dim"; readonly children: ComponentChildren }) => (
  <div class={`banner ${kind}`} role="status">
    <Icon name="alert" />
    <span>{children}</span>
  </div>
);

export function Banner() {
  if (linkState.value === "closed")
    return (
      <Bar kind="bad">
        {t("link.closed", { reason: t(closedBy.value ? refusalKey(closedBy.value) : "refusal.other") })}{" "}
        <button type="button" onClick={openHome}>
          {t("link.retry")}
        </button>
      </Bar>
    );
  if (linkState.value === "catching")
    return <Bar kind="bad">{t("link.catching", { time: formatTime(heardAt.value) })}</Bar>;
  if (away.value !== undefined) {
    const { ageSeconds } = away.value;
    const text = ageSeconds === undefined ? t("link.away.unknown") : t("link.away", { age: formatSpan(ageSeconds) });
    return <Bar kind="bad">{text}</Bar>;
  }
  if (linkState.value === "loading") return <Bar kind="dim">{t("link.loading")}</Bar>;
  if (missing.value.length > 0)
    return <Bar kind="bad">{t("link.interfaces", { names: missing.value.join(", ") })}</Bar>;
  return null;
}
