/** What is backed up by itself, where copies go, and whether that works. */
import { formatSpan } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { client, may } from "../../state/session.ts";
import { w } from "./words.ts";

const NANOSECONDS = 1e9;

interface Settings {
  readonly schedule?: number;
  readonly keep_last?: number;
  readonly own_state?: boolean;
  readonly offsite?: { readonly target?: string };
}

function Plan({ schedule = 0, keep_last: keep = 0, own_state: own = true, offsite }: Settings) {
  const target = offsite?.target ?? "none";
  const span = formatSpan(schedule / NANOSECONDS);
  return (
    <>
      <p>{schedule === 0 ? w("auto.off") : w(keep === 0 ? "auto.all" : "auto.on", { span, keep })}</p>
      {schedule > 0 && <p>{w(own ? "own.on" : "own.off")}</p>}
      {schedule > 0 && own && <p class="dim">{w("own.key")}</p>}
      <p>{target === "none" ? w("sealed.none") : w("sealed.to", { target })}</p>
    </>
  );
}

const STATES = ["healthy", "degraded", "unhealthy", "unknown"] as const;

function Health() {
  const health = useResource(() => client.GET("/health", { retries: 0 }), []);
  const parts = (health.data?.components ?? []).filter(({ name }) => name === "backup" || name === "backup.offsite");
  return (
    <>
      {parts.map(({ name, status, note }) => {
        const state = STATES.find((one) => one === status) ?? "unknown";
        return (
          <p key={name}>
            {w(name === "backup" ? "made.label" : "drill.label")}:{" "}
            <span class={`tag ${state === "healthy" ? "good" : state === "unknown" ? "" : "bad"}`}>
              {w(`health.${state}`)}
            </span>
            {note && <small>{note}</small>}
          </p>
        );
      })}
    </>
  );
}

function ForAdmins() {
  const effective = useResource(() => client.GET("/config/effective"), []);
  return (
    <>
      <Read of={effective}>{({ config }) => <Plan {...((config.backup ?? {}) as Settings)} />}</Read>
      <p>
        <a class="button" href={linkTo("settings", "backup")}>
          {w("change")}
        </a>
      </p>
    </>
  );
}

export const Automatic = () => (
  <section class="panel stack">
    <h2>{w("automatic")}</h2>
    <Health />
    {may("admin") && <ForAdmins />}
  </section>
);
