/** A week of a house in a few steps: each persisted instant of the alarm panel comes before. Killed in any of them, see alarm.test.ts. */
import assert from "node:assert/strict";
import type { SiteStore } from "../../handlers/ports/index.ts";
import { ANNA, type Panel } from "../features/alarm/support/panel.ts";

const HOUSE = { zone: "house", ...ANNA };

export interface Chapter {
  readonly name: string;
  /** State of the zone when it is over. */
  readonly state: string;
  /** Somebody has silenced it, and was told that it is so. */
  readonly silenced?: true;
  /** State that it comes to where its time is over while the program is down (facts 1.18). */
  readonly lapsed?: string;
  live(panel: Panel): Promise<unknown>;
}

/** What the person who asked was told must hold, whatever comes after. */
const granted = async (asked: Promise<{ ok: boolean }>): Promise<void> => assert.equal((await asked).ok, true);

export const LIFE: readonly Chapter[] = [
  { name: "arms", state: "arming", live: (panel) => granted(panel.arm({ skipDelay: false })) },
  { name: "exit delay", state: "armed", live: (panel) => panel.pass(30_000) },
  { name: "comes home", state: "pending", live: (panel) => panel.report("door", "OPEN") },
  { name: "too late", state: "triggered", live: (panel) => panel.pass(20_000) },
  { name: "closes the door", state: "triggered", live: (panel) => panel.report("door", "CLOSED") },
  { name: "another cycle", state: "triggered", lapsed: "armed", live: (panel) => panel.pass(60_000) },
  { name: "silences", state: "triggered", silenced: true, live: ({ engine }) => granted(engine.silence(HOUSE)) },
  { name: "disarms", state: "disarmed", live: ({ engine }) => granted(engine.disarm(HOUSE)) },
  { name: "arms again", state: "armed", live: (panel) => granted(panel.arm()) },
  { name: "a window", state: "triggered", live: (panel) => panel.report("window", "OPEN") },
  { name: "closed", state: "triggered", live: (panel) => panel.report("window", "CLOSED") },
  { name: "its time is over", state: "armed", live: (panel) => panel.pass(120_000) },
  { name: "leaves the night", state: "disarmed", live: ({ engine }) => granted(engine.disarm(HOUSE)) },
  { name: "a fire", state: "triggered", live: (panel) => panel.report("smoke", "PRIMARY_ALARM") },
  { name: "is out", state: "triggered", live: (panel) => panel.report("smoke", "IDLE_OFF") },
  { name: "is over", state: "disarmed", live: (panel) => panel.pass(180_000) },
];

const isAlarmKind = (kind: string): boolean => kind.startsWith("alarm-");

/** Calls `write` before every write of the alarm panel, which does not happen where that never resolves. */
export function beforeWrites(store: SiteStore, write: () => Promise<void>): SiteStore {
  return {
    ...store,
    get: (kind, key) => store.get(kind, key),
    list: (kind, options) => store.list(kind, options),
    async put(kind, key, value, options) {
      if (isAlarmKind(kind)) await write();
      return store.put(kind, key, value, options);
    },
    async delete(kind, key, options) {
      if (isAlarmKind(kind)) await write();
      return store.delete(kind, key, options);
    },
  };
}

/**
 * A panel that was started anew on what the killed one has left, a few seconds later.
 * @param begun the chapter in which it was killed
 */
export async function checkRestarted(panel: Panel, begun: number, note: string): Promise<void> {
  const before = LIFE[begun - 1];
  const during = LIFE[begun] as Chapter;
  const state = panel.state() ?? "none";
  const allowed = [before?.state ?? "disarmed", during.state, ...(during.lapsed ? [during.lapsed] : [])];
  assert.ok(allowed.includes(state), `${note}: ${state}, not ${allowed.join(" or ")}`);

  const { items } = await panel.store.list<{ closed_at_ms: number | null }>("alarm-incident");
  const open = items.filter(({ value }) => value.closed_at_ms === null);
  assert.equal(open.length, state === "triggered" ? 1 : 0, `${note}: an incident is open while it is triggered`);

  const isSilenced = panel.engine.zone("house")?.incident?.silenced ?? false;
  if (before?.silenced && state === "triggered") assert.ok(isSilenced, `${note}: silenced stays silenced`);
  assert.equal(panel.fired.length, state === "triggered" && !isSilenced ? 1 : 0, `${note}: what sounds`);
  if (state === "disarmed")
    assert.ok(
      panel.states.every((one) => !one.includes(" arm")),
      `${note}: nothing arms`,
    );
  assert.equal(panel.engine.health().note, "", note);
  await granted(panel.engine.disarm(HOUSE));
  assert.equal(panel.state(), "disarmed", note);
}
