/** The real program with its Matter bridge over loopback, and what tests do to both ends. */
import "../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { ServerNode } from "@matter/main";
import { systemClock } from "../../adapters/node/clock.ts";
import type { MatterExposureUpdate } from "../../handlers/features/matter/schemas.ts";
import type { Clock } from "../../handlers/ports/index.ts";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { loopbackBridge, type Remote, silent } from "../adapters/matter/bench.ts";
import { basic } from "../support/client.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment, until } from "../support/program.ts";
import { type Answer, call } from "../support/remote.ts";
import { changingSections } from "../support/sections.ts";

export const headers = basic(ADMIN.name, ADMIN.password);
/** What of a row names it, and says that it is shown. */
export type Row = MatterExposureUpdate & { display_name: string; endpoint?: number; mappable: string };

export interface House {
  readonly url: string;
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
}

export const houseAt = (url: string): House => ({
  url,
  ask: (method, path, body) => call(url, method, path, { headers, ...(body === undefined ? {} : { body }) }),
});

/** Settings of the bridge that tests change: Matter on, on any free port. */
export const matterOn = (more: object = {}) =>
  changingSections({ "north.matter": { enabled: true, listen: ":0", ...more } });

/** The program in this process, with the simulated household or with `centrals`. */
export async function startHouse(
  t: TestContext,
  options: { env?: Record<string, string>; folder?: string; clock?: Clock } = {},
) {
  const { env = {}, folder = scratchFolder(t), clock = systemClock } = options;
  const running = await startOnPrem({
    settings: loadSettings({ argv: [], env: serverEnvironment(folder, env) }),
    log: silent,
    clock,
    liveDemo: false,
    passwordCost: 4,
    sections: matterOn(),
    matterBridge: loopbackBridge(),
  });
  afterwards(t, () => running.stop());
  return { ...houseAt(running.urls[0] ?? ""), running };
}

/** Rows that can be shown, when at least `count` of them are known. */
export const offered = ({ ask }: House, count: number): Promise<Row[]> =>
  until(`${count} rows that can be shown`, async () => {
    const items: Row[] = (await ask("GET", "/matter/exposable")).body?.items ?? [];
    const shown = items.filter(({ mappable }) => mappable !== "unmappable");
    return shown.length >= count && shown;
  });

export const update = (
  { central_name, device_address, channel_no, dp_kind, dp_key }: Row,
  enabled = true,
  friendly_name?: string,
): MatterExposureUpdate => ({
  ...{ central_name, device_address, channel_no, dp_kind, dp_key, enabled },
  ...(friendly_name === undefined ? {} : { friendly_name }),
});

/** A name by which tests find the row in a controller. */
export const nameOf = ({ device_address, channel_no, dp_key }: Row): string =>
  `${device_address.slice(-8)}:${channel_no} ${dp_key}`.slice(0, 32);

/** Shows them all under {@link nameOf}; resolves when each has its endpoint. */
export async function expose(house: House, rows: readonly Row[]): Promise<void> {
  const items = rows.map((row) => update(row, true, nameOf(row)));
  const { status, body } = await house.ask("POST", "/matter/exposable/bulk", { items });
  assert.ok(status < 300, JSON.stringify(body));
  await until(
    "the endpoints",
    async () => (await house.ask("GET", "/matter/status")).body.endpoint_count === rows.length,
  );
}

/** By a window of its own, as somebody does who scans its code. */
export async function commissionHouse({ ask }: House, controller: ServerNode): Promise<Remote> {
  const { status, body } = await ask("POST", "/matter/commissioning/window");
  assert.equal(status, 200, JSON.stringify(body));
  return controller.peers.commission({ passcode: body.passcode, discriminator: body.discriminator });
}

export const isReachable = (part: Remote): boolean => part.state.bridgedDeviceBasicInformation.reachable === true;
