/** How a part of the program is, as `/health` tells it; what of its settings matters here. */
import type { ComponentChildren } from "preact";
import { linkTo } from "../../model/route.ts";
import { useResource } from "../../parts/resource.ts";
import { client, may } from "../../state/session.ts";
import { w } from "./words.ts";

const STATES = ["healthy", "degraded", "unhealthy", "unknown"] as const;

/** @param component its name in `/health` */
export function useHealth(component: string) {
  const health = useResource(() => client.GET("/health", { retries: 0 }), [component]);
  return { found: health.data?.components.find(({ name }) => name === component), reload: health.reload };
}

interface StateProps {
  readonly found: { readonly status: string; readonly note?: string | undefined } | undefined;
  readonly isOn: boolean | undefined;
}

export function State({ found, isOn }: StateProps) {
  if (isOn === false || found === undefined) return <span class="tag">{w(isOn === true ? "on" : "off")}</span>;
  const state = STATES.find((one) => one === found.status) ?? "unknown";
  return (
    <>
      <span class={`tag ${state === "healthy" ? "good" : state === "unknown" ? "" : "bad"}`}>
        {w(`status.${state}`)}
      </span>
      {found.note && <small>{found.note}</small>}
    </>
  );
}

/** What holds of a section; `undefined` for those who may not see settings. */
export function useSection(section: string): Readonly<Record<string, unknown>> | undefined {
  const isAdmin = may("admin");
  const effective = useResource(
    async () => (isAdmin ? client.GET("/config/effective") : { data: { config: {}, sources: {} } }),
    [section],
  );
  if (!isAdmin || effective.data === undefined) return undefined;
  return section
    .split(".")
    .reduce<Record<string, unknown>>(
      (at, name) => (at[name] ?? {}) as Record<string, unknown>,
      effective.data.config as Record<string, unknown>,
    );
}

export const SettingsLink = ({ section }: { readonly section: string }) =>
  may("admin") ? (
    <a class="button" href={linkTo("settings", section)}>
      {w("settings")}
    </a>
  ) : null;

export const Fact = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <div>
    <dt>{title}</dt>
    <dd>{children}</dd>
  </div>
);
