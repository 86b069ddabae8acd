/** Sounds one output for three seconds, for somebody who stands beside it. */
import type { Output } from "../config/zones.ts";
import type { Origin } from "../machine/types.ts";
import { type Demand, demandOf, TEST_S } from "./demand.ts";
import type { OutputParts } from "./parts.ts";

const OWNER = "\u0001test";

export type TestOutcome =
  | { readonly kind: "fired" }
  | { readonly kind: "unknown_output" }
  /** It cannot be tested, or not now. */
  | { readonly kind: "conflict"; readonly reason: string }
  /** The device or its CCU did not take it. */
  | { readonly kind: "failed"; readonly reason: string };

/** Resolves when the CCU has taken it; never rejects. */
export type TestFire = (output: string, options: { readonly opticalOnly: boolean } & Origin) => Promise<TestOutcome>;

const conflict = (reason: string): TestOutcome => ({ kind: "conflict", reason });

/** What the output does for a test; a text: why it cannot. */
function testDemand(output: Output, zone: string, opticalOnly: boolean, now: number): Demand | string {
  const until = now + TEST_S * 1000;
  const { config, class: name, id } = output;
  const of = { zone, outputs: [id], shared: config.shared_with_ccu };
  const light = { selection: config.optical_pattern, until };
  switch (name) {
    case "acoustic_siren":
    case "chirp":
    case "switched_siren": {
      if (opticalOnly)
        return name === "acoustic_siren" ? { ...of, light } : `an output of class ${name} has no light to test alone`;
      const own = demandOf(output, { now, defaultSeconds: TEST_S, soundEnd: until });
      return own?.sound ? { ...own, ...of, sound: { selection: own.sound.selection, until } } : "it has no sound";
    }
    case "optical_siren":
      return { ...of, light };
    case "alarm_light":
      return { ...of, light: { selection: undefined, until }, ...(config.level ? { level: config.level } : {}) };
    default:
      return `an output of class ${name} cannot be tested`;
  }
}

export function createTestFire({ site, channels, told, zones }: OutputParts): TestFire {
  return async (id, { opticalOnly, source, actor }) => {
    const zone = zones().find(({ outputs }) => outputs.some((output) => output.id === id));
    const output = zone?.outputs.find((one) => one.id === id);
    if (zone === undefined || output === undefined) return { kind: "unknown_output" };
    const demand = testDemand(output, zone.id, opticalOnly, site.clock.now());
    if (typeof demand === "string") return conflict(demand);
    const channel = channels.at({ central: output.central, address: output.channel_address });
    if (channels.isZoneActive(zone.id)) return conflict("the zone raises the alarm");
    if (!channel.isQuiet()) return conflict("the channel is in use");
    await channel.demand(OWNER, demand);
    const reason = await channel.outcome();
    if (reason !== undefined) {
      await channel.release(OWNER);
      return { kind: "failed", reason };
    }
    told.entry({
      zone_id: zone.id,
      class: "test",
      event: "output_test_fired",
      details: { output_id: id, ...(opticalOnly ? { optical_only: true } : {}) },
      source,
      actor,
    });
    return { kind: "fired" };
  };
}
