/** What people, programs and keypads ask of the alarm panel: codes are checked, then it has its turn. */

import type { EventSink } from "../../../../ports/index.ts";
import { alarmDuress } from "../../broadcasts.ts";
import { isMode } from "../config/kinds.ts";
import type { JournalDraft } from "../machine/effects.ts";
import type { MachineEvent } from "../machine/types.ts";
import type { AlarmEngine, Armed, ArmIntent, CodeGate, Intent, Outcome, RequestRefusal, Verb } from "../seams.ts";
import type { Journal } from "./journal.ts";
import type { Turns } from "./turns.ts";
import type { Taken, Zones } from "./zones.ts";

type Requests = Pick<
  AlarmEngine,
  "arm" | "disarm" | "silence" | "silenceAll" | "acknowledge" | "panic" | "startWalkTest" | "stopWalkTest"
>;

export interface Asked extends Requests {
  /** Resolves when every disarming of a zone that has been asked for so far is decided; `undefined` where nothing is. */
  underWay(zone: string): Promise<unknown> | undefined;
}

const refuse = (refusal: RequestRefusal): { ok: false; refusal: RequestRefusal } => ({ ok: false, refusal });
const UNKNOWN_ZONE = refuse({ kind: "unknown_zone" });
const DONE: Outcome<void> = { ok: true, value: undefined };
const outcomeOf = ({ refused, run }: Taken): Outcome<void> => (refused ? refuse(refused) : run ? DONE : UNKNOWN_ZONE);

export function createRequests(
  zones: () => Zones | undefined,
  { turns, journal, gate, events }: { turns: Turns; journal: Journal; gate: CodeGate; events: EventSink },
): Asked {
  const deciding = new Map<string, Set<Promise<unknown>>>();
  /** Rejections are bugs or the end of the program: whoever asked hears that nothing is known to have happened. */
  const inTurn = (zone: string, event: MachineEvent): Promise<Taken> =>
    turns
      .urgent(async () => (await zones()?.request(zone, event)) ?? {})
      .catch((): Taken => ({ refused: { kind: "faulted" } }));

  /** Resolves to who it was, or `undefined` where it is refused, which the journal tells. */
  async function admit(verb: Verb, intent: Intent): Promise<{ actor: string } | undefined> {
    const found = zones()?.get(intent.zone);
    if (!found) return undefined;
    const verdict = await gate.check(verb, found.zone, intent);
    const { source } = intent;
    const entry = (event: string, rest: Partial<JournalDraft>): JournalDraft => ({
      zone_id: intent.zone,
      class: "fault",
      event,
      source,
      actor: intent.actor,
      ...rest,
    });
    if (!verdict.ok) {
      await journal.write([entry(verdict.event, { details: { verb, ...verdict.details } })]);
      return undefined;
    }
    const actor = verdict.actor ?? intent.actor;
    if (verdict.duress) {
      events.publish(alarmDuress, { zone_id: found.zone.id, zone_name: found.zone.name, verb, source });
      await journal.write([entry("duress", { class: verb, actor, hidden: true })]);
    }
    return { actor };
  }

  async function arm(intent: ArmIntent): Promise<Outcome<Armed>> {
    const found = zones()?.get(intent.zone);
    if (!found) return UNKNOWN_ZONE;
    const { mode, source } = intent;
    const { state } = found.run.saved;
    if (!isMode(mode) || found.zone.config.modes[mode] === undefined) return refuse({ kind: "unknown_mode" });
    if (state === "pending" || state === "triggered") return refuse({ kind: "invalid_state", state });
    const admitted = await admit("arm", intent);
    if (!admitted) return refuse({ kind: "invalid_code" });
    const { run, refused } = await inTurn(intent.zone, {
      kind: "arm",
      mode,
      force: intent.force ?? false,
      skip_delay: intent.skipDelay ?? false,
      bypass: intent.bypass ?? [],
      source,
      actor: admitted.actor,
    });
    if (refused) return refuse(refused);
    if (!run) return UNKNOWN_ZONE;
    const exit = run.saved.timers.find(({ kind }) => kind === "exit_delay");
    return {
      ok: true,
      value: {
        state: exit ? "arming" : "armed",
        bypassed: run.saved.bypass,
        exit_delay_s: exit ? Math.round(exit.total_ms / 1000) : 0,
      },
    };
  }

  /** Checking a code takes some tenths of a second on a small computer. */
  function decided<T>(zone: string, work: Promise<T>): Promise<T> {
    const known = deciding.get(zone) ?? new Set();
    deciding.set(zone, known.add(work));
    const done = () => known.delete(work) && known.size === 0 && deciding.delete(zone);
    work.then(done, done);
    return work;
  }

  /** @param passes where the code does not matter: it is recognised all the same */
  async function guarded(verb: "disarm" | "silence", intent: Intent, passes: boolean): Promise<Outcome<void>> {
    if (!zones()?.get(intent.zone)) return UNKNOWN_ZONE;
    const admitted = await admit(verb, intent);
    if (!admitted && !passes) return refuse({ kind: "invalid_code" });
    const { source, actor } = intent;
    return outcomeOf(await inTurn(intent.zone, { kind: verb, source, actor: admitted?.actor ?? actor }));
  }

  const plain = async (
    kind: "acknowledge" | "walktest_start" | "walktest_stop",
    { zone, source, actor }: Intent,
  ): Promise<Outcome<void>> => outcomeOf(await inTurn(zone, { kind, source, actor }));

  return {
    arm,
    disarm(intent) {
      const saved = zones()?.get(intent.zone)?.run.saved;
      // disarmed, and nothing waits to arm again: there is nothing that a wrong code could have done
      const passes = saved?.state === "disarmed" && saved.timers.length === 0;
      return decided(intent.zone, guarded("disarm", intent, passes));
    },
    silence: (intent) => guarded("silence", intent, false),
    underWay(zone) {
      const found = deciding.get(zone);
      return found && Promise.allSettled(found);
    },
    async silenceAll({ source, actor }) {
      for (const { zone } of zones()?.all() ?? []) await inTurn(zone.id, { kind: "silence", source, actor });
    },
    acknowledge: (intent) => plain("acknowledge", intent),
    async panic({ zone, source, actor, silent }) {
      return outcomeOf(await inTurn(zone, { kind: "panic", silent, source, actor }));
    },
    startWalkTest: (intent) => plain("walktest_start", intent),
    stopWalkTest: (intent) => plain("walktest_stop", intent),
  };
}
