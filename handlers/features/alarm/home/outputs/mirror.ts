/** Variables of the CCU that show a zone's state, and by which a program of the CCU arms and disarms it (facts 1.13). */
import { centralStateChanged } from "../../../../broadcasts/broadcasts.ts";
import { type SysvarReport, sysvarReported } from "../../../../broadcasts/sysvar-reported.ts";
import type { Site } from "../../../../kernel/site.ts";
import { shownSysvarName } from "../../../../model/hub-objects.ts";
import { nameFault } from "../../../../model/storable-text.ts";
import type { HubSysvar } from "../../../../ports/index.ts";
import type { Mode } from "../config/kinds.ts";
import type { Output, Zone } from "../config/zones.ts";
import type { State } from "../machine/types.ts";
import type { OutputEvents } from "../seams.ts";
import type { Told } from "./told.ts";

/** Entries of the variable, in the order of their indexes. In German on every CCU: programs there compare with them. */
export const MIRROR_LABELS = [
  "Unscharf",
  "Hüllschutz",
  "Vollschutz",
  "Nachtschutz",
  "Urlaub",
  "Benutzerdefiniert",
  "Alarm",
] as const;
const BY_INDEX: readonly (Mode | "disarmed" | "alarm")[] = [
  "disarmed",
  "perimeter",
  "full",
  "night",
  "vacation",
  "custom",
  "alarm",
];
/** Milliseconds until what could not be written is tried again. */
export const MIRROR_RETRY_MS = 10_000;
/** Milliseconds after a write in which the CCU may still tell what was before: a reading of all variables takes seconds. */
export const STALE_MS = 10_000;
const SOURCE = "sysvar";

interface Mirrored {
  output: Output;
  zone: Zone;
  /** The value was written once since the CCU was last away: what the CCU says from now on is somebody's wish. */
  isExported: boolean;
  written: boolean | number | undefined;
  /** What was shown before, and when that ended: a reading that was under way then is no wish. */
  former: { value: boolean | number | undefined; until: number };
  isCreated: boolean;
  isMissingTold: boolean;
  cancelRetry: (() => void) | undefined;
  turn: Promise<void>;
}

const unwritten = (output: Output, zone: Zone): Mirrored => ({
  output,
  zone,
  isExported: false,
  written: undefined,
  former: { value: undefined, until: 0 },
  isCreated: false,
  isMissingTold: false,
  cancelRetry: undefined,
  turn: Promise.resolve(),
});
const isSameVariable = (a: Output, b: Output): boolean =>
  a.central === b.central &&
  a.config.sysvar_name === b.config.sysvar_name &&
  a.config.sysvar_existing === b.config.sysvar_existing;

export interface SysvarMirror {
  configure(zones: readonly Zone[]): void;
  stateChanged(zone: string, state: State, mode: Mode | null): void;
  /** A CCU can be asked again; undefined: all of them. */
  attached(central?: string): void;
  close(): void;
}

type Parts = Pick<Site, "home" | "centrals" | "clock" | "log" | "events">;

export function createSysvarMirror(
  { home, centrals, clock, log, events: sink }: Parts,
  events: Pick<OutputEvents, "engine">,
  told: Told,
): SysvarMirror {
  const states = new Map<string, { state: State; mode: Mode | null }>();
  let mirrors = new Map<string, Mirrored>();
  let isClosed = false;

  const isOwn = ({ output }: Mirrored): boolean => !output.config.sysvar_existing;
  function wanted(mirror: Mirrored): boolean | number | undefined {
    const now = states.get(mirror.zone.id);
    if (now === undefined) return undefined;
    if (!isOwn(mirror)) return now.state === "triggered";
    return now.state === "triggered" ? BY_INDEX.length - 1 : BY_INDEX.indexOf(now.mode ?? "disarmed");
  }

  // ---------------------------------------------------------------- to the CCU

  async function find({ output }: Mirrored): Promise<HubSysvar | undefined | "unread"> {
    const hub = await home.hub(output.central);
    const name = output.config.sysvar_name;
    const found = hub.sysvars.find((one) => one.name === name || shownSysvarName(one.name) === name);
    return found ?? (hub.unread.includes("sysvars") ? "unread" : undefined);
  }

  /** @throws CcuFault */
  async function create(mirror: Mirrored, value: number): Promise<void> {
    const { central, config } = mirror.output;
    const ccu = centrals.ccu(central);
    if (ccu === undefined) throw new Error(`${central} is not connected`);
    const definition = { name: config.sysvar_name, type: "LIST" as const, valueList: [...MIRROR_LABELS], value };
    const { name } = mirror.zone;
    // people may call a zone what the CCU cannot hold
    const description = nameFault(name) === undefined ? { description: name } : {};
    mirror.isCreated = true;
    try {
      await ccu.createSysvar({ ...definition, ...description }, clock.now() + MIRROR_RETRY_MS);
    } catch (error) {
      // a CCU that has it all the same refuses a second one
      mirror.isCreated = false;
      throw error;
    }
  }

  /** Brings the variable to the zone's state; again until it is. */
  async function write(mirror: Mirrored, isForced: boolean): Promise<void> {
    const value = wanted(mirror);
    if (isClosed || value === undefined || (!isForced && mirror.isExported && mirror.written === value)) return;
    const { output, zone } = mirror;
    const found = await find(mirror);
    if (found === "unread") throw new Error("the variables of the CCU are not known yet");
    if (found === undefined && isOwn(mirror) && !mirror.isCreated) await create(mirror, value as number);
    else if (found === undefined && !isOwn(mirror)) {
      if (!mirror.isMissingTold) told.fault({ zone: zone.id, event: "sysvar_missing", output: output.id });
      mirror.isMissingTold = true;
      return;
    } else {
      const ccu = centrals.ccu(output.central);
      if (ccu === undefined) throw new Error(`${output.central} is not connected`);
      const type = found?.type ?? "LIST";
      if (mirror.written !== value) mirror.former = { value: mirror.written, until: clock.now() + STALE_MS };
      mirror.written = value;
      await ccu.setSysvar(found?.name ?? output.config.sysvar_name, type, value, clock.now() + MIRROR_RETRY_MS);
    }
    mirror.written = value;
    mirror.isExported = true;
  }

  function show(mirror: Mirrored, isForced = false): void {
    mirror.cancelRetry?.();
    mirror.cancelRetry = undefined;
    mirror.turn = mirror.turn
      .then(() => write(mirror, isForced))
      .catch((error: unknown) => {
        log.debug("alarm: a variable was not written", { variable: mirror.output.config.sysvar_name, error });
        if (isClosed || mirrors.get(mirror.output.id) !== mirror) return;
        mirror.cancelRetry?.();
        mirror.cancelRetry = clock.after(MIRROR_RETRY_MS, () => show(mirror, true));
      });
  }

  // ---------------------------------------------------------------- from the CCU

  const fault = ({ zone, output }: Mirrored, event: string, reason?: string) =>
    told.fault({ zone: zone.id, event, output: output.id, ...(reason === undefined ? {} : { reason }) });

  /** Whoever is refused sees the real state again. */
  async function obey(mirror: Mirrored, index: number): Promise<void> {
    const wish = BY_INDEX[index];
    const { zone, output } = mirror;
    const intent = { zone: zone.id, source: SOURCE, actor: `${SOURCE}:${output.config.sysvar_name}` };
    if (wish === undefined || wish === "alarm") return show(mirror, true);
    if (wish === "disarmed" && !output.config.sysvar_allow_disarm) {
      fault(mirror, "sysvar_disarm_refused");
      return show(mirror, true);
    }
    const outcome =
      wish === "disarmed" ? await events.engine.disarm(intent) : await events.engine.arm({ ...intent, mode: wish });
    // the variable says already what the zone's state becomes
    if (outcome.ok) return;
    fault(mirror, wish === "disarmed" ? "sysvar_disarm_failed" : "sysvar_arm_failed", outcome.refusal.kind);
    show(mirror, true);
  }

  function heard({ central, name, value }: SysvarReport): void {
    const of = [...mirrors.values()].filter(
      (one) => isOwn(one) && one.output.central === central && shownSysvarName(one.output.config.sysvar_name) === name,
    );
    const [mirror, other] = of;
    if (mirror === undefined || !mirror.isExported || typeof value !== "number" || value === mirror.written) return;
    if (other !== undefined) {
      for (const one of of) {
        fault(one, "sysvar_intent_ambiguous");
        show(one, true);
      }
      return;
    }
    if (value === mirror.former.value && clock.now() < mirror.former.until) {
      show(mirror, true);
      return;
    }
    mirror.written = value;
    obey(mirror, value).catch((error: unknown) =>
      log.error("alarm: a variable's wish was not served", { name, error }),
    );
  }

  /** A CCU that was away may come back with an old value: the zone's state is shown again before a wish counts. */
  function lost(central: string): void {
    for (const mirror of mirrors.values()) if (mirror.output.central === central) mirror.isExported = false;
  }

  const ends = [
    sink.observe(sysvarReported, heard),
    sink.observe(centralStateChanged, ({ central, new_state }) => {
      if (new_state !== "running" && new_state !== "degraded") lost(central);
    }),
  ];

  return {
    configure(zones) {
      const before = mirrors;
      mirrors = new Map();
      for (const zone of zones)
        for (const output of zone.outputs) {
          if (output.class !== "sysvar_mirror" || output.config.sysvar_name === "") continue;
          const known = before.get(output.id);
          const isSame = known?.zone.id === zone.id && isSameVariable(known.output, output);
          mirrors.set(output.id, isSame ? Object.assign(known, { output, zone }) : unwritten(output, zone));
        }
      for (const mirror of before.values()) mirror.cancelRetry?.();
      for (const mirror of mirrors.values()) show(mirror);
    },
    stateChanged(zone, state, mode) {
      states.set(zone, { state, mode });
      for (const mirror of mirrors.values()) if (mirror.zone.id === zone) show(mirror);
    },
    attached(central) {
      for (const mirror of mirrors.values())
        if (central === undefined || mirror.output.central === central) show(mirror, true);
    },
    close() {
      isClosed = true;
      for (const end of ends) end();
      for (const mirror of mirrors.values()) mirror.cancelRetry?.();
    },
  };
}
