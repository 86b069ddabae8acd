/** A home that has lived: what the README's pictures of the past, of a plan and of a wall show. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { systemClock } from "../../adapters/node/clock.ts";
import { openSqliteHistory } from "../../adapters/sqlite/history.ts";
import type { Clock } from "../../handlers/ports/index.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { until } from "../support/program.ts";

const MINUTE_MS = 60_000;
/** Milliseconds between samples of the past. */
const SAMPLE_MS = 5 * MINUTE_MS;
const DAYS = 8;
/** Milliseconds of the past in which things happen one by one. */
const EVENING_MS = 50 * MINUTE_MS;

/** The machine's clock, late: what happens meanwhile has happened then. */
export function lateClock(): Clock & { catchUp(share: number): void } {
  let late = EVENING_MS;
  return {
    ...systemClock,
    now: () => systemClock.now() - late,
    catchUp: (share) => {
      late = Math.round(EVENING_MS * (1 - share));
    },
  };
}

/** Of the living room: at the radiator, and at the wall, where it follows later. */
const THERMOMETERS = ["000393C9A2B402", "000A9D8997C101"] as const;
const PARAMETER = "ACTUAL_TEMPERATURE";
export const TEMPERATURES = THERMOMETERS.map((address) => JSON.stringify(["demo", address, 1, PARAMETER]));

/** The living room by day and night, before the program starts. */
export async function recordPast(folder: string): Promise<void> {
  const { store } = await openSqliteHistory(join(folder, "history.db"));
  const end = Date.now();
  const at = Array.from({ length: (DAYS * 24 * 60 * MINUTE_MS) / SAMPLE_MS }, (_, index) => end - index * SAMPLE_MS);
  at.reverse();
  for (const [index, address] of THERMOMETERS.entries()) {
    const speed = index === 0 ? 1 : 0.4;
    // warms and cools towards what is wanted, with the small waves of a valve
    let warm = 20;
    const value = at.map((time, step) => {
      const hour = new Date(time).getHours();
      const aim = (hour >= 6 && hour < 22 ? 21.4 : 17) - index * 0.6;
      warm += (aim + Math.sin(step / 7) * 0.3 - warm) * speed * (aim > warm ? 0.08 : 0.025);
      return Math.round(warm * 10) / 10;
    });
    const name = { central: "demo", interfaceId: "demo-HmIP-RF", channel: `${address}:1`, parameter: PARAMETER };
    await store.append({ series: at.map(() => name), at, value });
  }
  await store.close();
}

type Happening = readonly [minute: number, channel: string, parameter: string, value: boolean | number];
const EVENING: readonly Happening[] = [
  [2, "MEQ0880010:1", "MOTION", true],
  [3, "OEQ0210008:1", "STATE", true],
  [4, "0011D89994A113:1", "MOTION", true],
  [5, "OEQ0210008:1", "STATE", false],
  [6, "LEQ0410001:1", "STATE", true],
  [14, "0000D7099D6F12:1", "STATE", 1],
  [22, "0000D7099D6F12:1", "STATE", 0],
  [26, "0001D3C99C6A01:3", "STATE", true],
  [27, "0031A40999B904:1", "LEVEL", 0.6],
  [31, "LEQ0410001:1", "STATE", false],
  [38, "000858A9A7C303:4", "LEVEL", 0.35],
  [44, "0011D89994A113:1", "MOTION", false],
];

/** Plays it in a moment. @param home what the program knows of the value */
export async function liveThroughEvening(
  { control }: Simulator,
  clock: ReturnType<typeof lateClock>,
  home: (channel: string, parameter: string) => Promise<unknown>,
): Promise<void> {
  for (const [minute, channel, parameter, value] of EVENING) {
    clock.catchUp((minute * MINUTE_MS) / EVENING_MS);
    const before = await home(channel, parameter);
    control.setState(channel, parameter, value);
    await until(`another ${parameter} of ${channel}`, async () => (await home(channel, parameter)) !== before);
  }
  clock.catchUp(1);
}

/** Walls, windows and some furniture. */
export const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="660"><rect width="1200" height="660" fill="#fff"/>
<g fill="#eef2f0" stroke="#b8c4c8" stroke-width="3"><rect x="80" y="80" width="70" height="200" rx="6"/><rect x="640" y="70" width="240" height="80" rx="14"/>
<rect x="900" y="440" width="180" height="140" rx="14"/><circle cx="330" cy="220" r="60"/></g>
<g fill="none" stroke="#3d4a50" stroke-width="12" stroke-linejoin="round"><path d="M40 40H1160V620H40ZM40 350H480M600 350H740M860 350H1160M560 40V250M560 350V620M740 350V460M740 550V620"/></g>
<g stroke="#9fb4bd" stroke-width="12"><path d="M180 40H400M700 40H980M40 430V550M1160 120V280"/></g></svg>`;

/** Where things stand on it: by their names, as shares of its width and height. */
const PLACES: readonly (readonly [name: string, x: number, y: number])[] = [
  ["TV socket", 0.1, 0.27],
  ["Living room radiator", 0.24, 0.13],
  ["Living room thermostat", 0.42, 0.42],
  ["South side shutter", 0.06, 0.72],
  ["Kitchen window left", 0.7, 0.1],
  ["Kitchen ceiling light", 0.74, 0.36],
  ["Fridge", 0.91, 0.2],
  ["Front door", 0.54, 0.89],
  ["Stairs wall light", 0.54, 0.66],
  ["Bedroom dimmer", 0.82, 0.68],
];

/** Ids of tiles by their names, as the home page that is shown has them. */
const tileIds = (page: Page) =>
  page.evaluate(`Object.fromEntries([...document.querySelectorAll("[data-tile]")]
    .map((tile) => [tile.querySelector("h3").textContent, tile.dataset.tile]))`) as Promise<Record<string, string>>;

export async function placesOf(page: Page) {
  const ids = await tileIds(page);
  return PLACES.map(([name, x, y]) => ({ tile: ids[name]!, x, y }));
}
const FAVOURITES = ["TV socket", "Living room radiator", "Bedroom dimmer", "Side door lock", "South side shutter"];
export async function favouritesOf(page: Page): Promise<string[]> {
  const ids = await tileIds(page);
  return [...FAVOURITES, "Roof weather station"].map((name) => ids[name]!);
}
