/** What the pages of the dashboard show besides devices: history, a diagram, an alarm zone, Matter. */
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { recordHistory } from "./dashboard.ts";
import type { Furnished } from "./dashboard-pages.ts";

const WINDOW = { central: "demo", interface_id: "demo-HmIP-RF", channel_address: "0000D7099D6F12:1" };
const POWER = JSON.stringify(["demo", "0001DBE990F502", 6, "POWER"]);
/** The bridge on any free port, told to nobody. */
export const QUIET_MATTER = {
  CCU_ANYWHERE_NORTH_MATTER_LISTEN: ":0",
  CCU_ANYWHERE_NORTH_MATTER_MDNS_ADVERTISE: "noop",
};

/** Switches everything on at the server at `url`, whose Matter is {@link QUIET_MATTER}. */
export async function furnishHome(url: string, headers: Record<string, string>): Promise<Furnished> {
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await recordHistory(url, { headers });
  await ask("PUT", "/config/sections/north.matter", { enabled: true });
  const { id: zone } = await ask("POST", "/alarm/zones", { name: "House", config: { modes: { full: {} } } });
  const sensor = { ...WINDOW, parameter: "STATE", type: "window", name: "Kitchen window left" };
  await ask("PUT", `/alarm/zones/${zone}/sensors`, [sensor]);
  const kept = { series: [POWER], range: "day", compare: false };
  const { id: diagram } = await ask("POST", "/diagrams", { name: "Fridge", visibility: "shared", config: kept });
  await until("the bridge", async () => (await ask("GET", "/matter/status")).listening);
  return { zone, diagram };
}

/** Not of a dictionary, though it has words like these: levels of the log, states of health. */
const TERMS = ["error", "unknown"];
/** What has names that people, or the program's parts, have given. */
const NAMED = ["/rooms", "/functions", "/sysvars", "/programs", "/health", "/alarm/zones", "/devices?per_page=200"];

/** How the home's own things are called, and their values: in whatever language. */
export async function namesOf(url: string, headers: Record<string, string>): Promise<Set<string>> {
  const names = new Set(TERMS);
  const keep = (value: unknown): void => {
    if (typeof value === "string") names.add(value);
    else if (typeof value === "object" && value !== null) for (const one of Object.values(value)) keep(one);
  };
  for (const path of NAMED) keep((await call(url, "GET", path, { headers })).body);
  return names;
}
