/** Short signals: armed, disarmed, time runs, a door was opened. They never come late and never into an alarm. */

import type { Mode } from "../config/kinds.ts";
import type { Output } from "../config/zones.ts";
import type { ChirpKind } from "../machine/effects.ts";
import { CHIRP_S, type Demand, type Selection } from "./demand.ts";
import type { OutputParts } from "./parts.ts";
import { type ChirpTone, chirpTone } from "./writes.ts";

/** Milliseconds between two signals of one output (facts 1.1): radio is shared with everything else. */
export const CHIRP_GAP_MS = 2_000;
const OWNER = "\u0001chirp";

const TONES: Readonly<Record<ChirpKind, ChirpTone>> = {
  arm_squawk: "arm",
  disarm_squawk: "disarm",
  countdown_tick: "tick",
  entry_warning: "tick",
  chime: "tick",
};

function toneOf({ config }: Output, tone: ChirpTone): Selection {
  const chosen = { arm: config.chirp_arm_tone, disarm: config.chirp_disarm_tone, tick: config.chirp_tick_tone }[tone];
  return chosen ?? chirpTone(tone);
}

/** @param modeOf the mode that a zone is in, or is going to be in; null: disarmed */
export function createChirps({ site, channels, zones }: OutputParts, modeOf: (zone: string) => Mode | null) {
  const { clock } = site;
  const lastAt = new Map<string, number>();

  function chirp(output: Output, zone: string, tone: ChirpTone): void {
    const now = clock.now();
    if (now - (lastAt.get(output.id) ?? Number.NEGATIVE_INFINITY) < CHIRP_GAP_MS) return;
    const channel = channels.at({ central: output.central, address: output.channel_address });
    if (!channel.isQuiet()) return;
    lastAt.set(output.id, now);
    const { soundfile_index: file, volume, shared_with_ccu: shared } = output.config;
    const demand: Demand = {
      zone,
      outputs: [output.id],
      shared,
      brief: true,
      volume,
      sound: { selection: toneOf(output, tone), until: now + CHIRP_S * 1000 },
      ...(file === undefined ? {} : { soundfile: file }),
    };
    void channel.demand(OWNER, demand);
  }

  return {
    sound(id: string, kind: ChirpKind): void {
      const zone = zones().find((one) => one.id === id);
      if (zone === undefined || channels.isZoneActive(id)) return;
      const mode = modeOf(id);
      for (const output of zone.outputs) {
        const { modes } = output.config;
        const isMeant = modes.length === 0 || mode === null || modes.includes(mode);
        if (output.class === "chirp" && isMeant) chirp(output, id, TONES[kind]);
      }
    },
  };
}
