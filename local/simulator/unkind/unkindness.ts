/**
 * The hostile mode of the simulated CCU (`--unkind SEED`): everything that real CCUs, their networks and their add-ons
 * have done to clients, often enough to meet it within minutes. The same seed does the same to the same call. What was
 * damaged is written down, so that a test can demand that everything else is right.
 */
import type { RpcStruct, RpcValue } from "../../../adapters/ccu/codec/value.ts";
import type { Clock, InterfaceName, ParameterDescription } from "../../../handlers/ports/index.ts";
import { type Chance, chance } from "../chance.ts";
import type { SimDevice } from "../kinds.ts";
import { asValue, damaged, damagedNumber } from "./damage.ts";
import { respellDevice, respellParameter, respellValue } from "./spelling.ts";

export interface UnkindOptions {
  seed: number;
  /** The longest that an answer is held back, milliseconds. Default 20,000: rfd with a busy radio (protocol 11.3). */
  longestMs?: number;
  /** Devices whose values and descriptions stay whole (everything else happens to them, too). */
  spare?: readonly string[];
}

/** What becomes of one answer; the call itself has been carried out. */
export type Fate =
  | { kind: "slow"; ms: number }
  /** HTTP 200 without a body: ioBroker.hm-rpc#956 (trial B). */
  | { kind: "empty" }
  /** HTTP 200 with a page: a CCU that boots, or a proxy in front of it (protocol 2.2, 20). */
  | { kind: "html" }
  /** The answer ends in its middle: ioBroker.hm-rega#414 (trial E), protocol 21 ("truncated output"). */
  | { kind: "truncated" }
  /** The socket is closed instead: pooled sockets of lighttpd and the script port (protocol 2.2, 21). */
  | { kind: "cut" }
  /** Nothing comes, and the socket stays open: a hanging back end behind lighttpd, idle 1200 s (protocol 2.2). */
  | { kind: "silent" }
  /** The whole answer twice in one body: only where a test asks for it. */
  | { kind: "doubled" }
  /** A piece in the middle of the answer is other bytes: only where a test asks for it. */
  | { kind: "garbled" };

/** Of a thousand answers, so many meet that fate: a start makes some hundred calls, so each comes up within minutes. */
const PER_MILLE: readonly (readonly [Fate["kind"], number])[] = [
  ["slow", 30],
  ["empty", 15],
  ["html", 10],
  ["truncated", 10],
  ["cut", 10],
  ["silent", 3],
];
/** After a bad answer so many good ones to the same method: a client that asks again gets on. */
const GOOD_AFTER_BAD = 3;
/** Of a thousand values in events and readings, so many cannot be read. */
const DAMAGED_VALUES = 10;
/** Of a thousand descriptions of a parameter, and of a device or channel, so many have a member that cannot be read. */
const DAMAGED_PARAMETERS = 10;
const DAMAGED_DEVICES = 10;
/** Of a thousand batches of events: held back, sent twice, shuffled. Of a thousand changes: told late that it was otherwise. */
const HELD = 50;
const DOUBLED = 100;
const SHUFFLED = 200;
const ECHOED = 100;

/** Something that no client can know rightly. */
export interface Damage {
  interface: InterfaceName;
  /** Of the device or channel. */
  address: string;
  /** Absent: the description of the device or channel itself. */
  parameter?: string;
  /** What of it: a value that was told, or its description. */
  what: "value" | "description";
}

export class Unkindness {
  readonly seed: number;
  /** Everything that was damaged so far. */
  readonly damages: Damage[] = [];
  /** Nothing new happens any more: what is damaged for good (descriptions) stays so. */
  resting = false;
  readonly clock: Clock;
  private readonly longestMs: number;
  private readonly spared: ReadonlySet<string>;
  private readonly streams = new Map<string, Chance>();
  private readonly good = new Map<string, number>();

  constructor({ seed, longestMs = 20_000, spare = [] }: UnkindOptions, clock: Clock) {
    this.seed = seed;
    this.longestMs = longestMs;
    this.spared = new Set(spare);
    this.clock = clock;
  }

  /** The chance of things that happen one after the other. */
  private stream(label: string): Chance {
    const known = this.streams.get(label) ?? chance(this.seed, label);
    this.streams.set(label, known);
    return known;
  }

  private happens(label: string, perMille: number): boolean {
    return !this.resting && this.stream(label).next() * 1000 < perMille;
  }

  private isSpared(address: string): boolean {
    return this.spared.has(address.split(":", 1)[0] as string);
  }

  private note(damage: Damage): void {
    const same = (one: Damage) =>
      one.address === damage.address && one.parameter === damage.parameter && one.what === damage.what;
    if (!this.damages.some(same)) this.damages.push(damage);
  }

  // ------------------------------------------------------------- answers

  /** What happens to the next answer to `method` at this port; `undefined`: nothing. */
  fate(port: string, method: string): Fate | undefined {
    const label = `answer ${port} ${method}`;
    const good = this.good.get(label) ?? 0;
    if (this.resting || good > 0) {
      this.good.set(label, Math.max(0, good - 1));
      return undefined;
    }
    const dice = this.stream(label);
    let left = dice.next() * 1000;
    for (const [kind, perMille] of PER_MILLE) {
      left -= perMille;
      if (left >= 0) continue;
      this.good.set(label, GOOD_AFTER_BAD);
      // Mostly short, seldom very long.
      return kind === "slow" ? { kind, ms: Math.round(this.longestMs * dice.next() ** 3) } : { kind };
    }
    return undefined;
  }

  /**
   * Whether the process closes the socket on a method that it does not know, instead of a fault. Source:
   * openhab-addons#2223 (trial H), where CUxD does so on `ping`.
   */
  hangsUp(iface: InterfaceName, method: string, known: boolean): boolean {
    return !known || (iface === "CUxD" && method === "ping");
  }

  // ------------------------------------------------------------- values and descriptions

  /** A value as it goes out: spelled in its own way, now and then not readable. */
  value(
    iface: InterfaceName,
    address: string,
    parameter: string,
    description: ParameterDescription | undefined,
    value: RpcValue,
  ): RpcValue {
    if (!description) return value;
    const ruined =
      !this.isSpared(address) && this.happens(`value ${address}.${parameter}`, DAMAGED_VALUES)
        ? damaged(description.TYPE, this.stream(`form ${address}.${parameter}`))
        : undefined;
    if (ruined) {
      this.note({ interface: iface, address, parameter, what: "value" });
      return iface === "CUxD" ? ruined.binary : asValue(ruined);
    }
    return respellValue(description, value, chance(this.seed, `spelling ${address}.${parameter}`));
  }

  /** Whether a bulk read of the logic layer tells nonsense for a value (facts, protocol 16). */
  inBulk(world: { device(address: string): SimDevice | undefined }, address: string, parameter: string): boolean {
    const device = world.device(address);
    if (!device || this.isSpared(address) || !this.happens(`bulk ${address}.${parameter}`, DAMAGED_VALUES))
      return false;
    this.note({ interface: device.interface, address, parameter, what: "value" });
    return true;
  }

  /** A paramset description as it goes out: the same each time. */
  parameters(iface: InterfaceName, address: string, set: RpcStruct): RpcStruct {
    return Object.fromEntries(
      Object.entries(set).map(([id, struct]) => {
        const dice = chance(this.seed, `description ${address}.${id}`);
        const spelled = respellParameter(struct as RpcStruct, dice);
        if (this.isSpared(address) || dice.next() * 1000 >= DAMAGED_PARAMETERS) return [id, spelled];
        this.note({ interface: iface, address, parameter: id, what: "description" });
        return [id, this.ruin(iface, spelled, dice.pick(["OPERATIONS", "FLAGS", "MIN", "MAX"]), dice)];
      }),
    );
  }

  /** The description of a device or channel as it goes out: the same each time. Source: openhab-addons#3183 (trial C). */
  device(iface: InterfaceName, struct: RpcStruct): RpcStruct {
    const address = String(struct.ADDRESS);
    const dice = chance(this.seed, `description ${address}`);
    const spelled = respellDevice(struct, dice);
    if (this.isSpared(address) || dice.next() * 1000 >= DAMAGED_DEVICES) return spelled;
    this.note({ interface: iface, address, what: "description" });
    return this.ruin(iface, spelled, dice.pick(["VERSION", "FLAGS", "INDEX"]), dice);
  }

  private ruin(iface: InterfaceName, struct: RpcStruct, member: string, dice: Chance): RpcStruct {
    if (!Object.hasOwn(struct, member)) return struct;
    const form = damagedNumber(dice);
    return { ...struct, [member]: iface === "CUxD" ? form.binary : asValue(form) };
  }

  // ------------------------------------------------------------- events

  /** Milliseconds that a batch of events waits; those behind it wait, too (order within a client is kept: protocol 6). */
  heldMs(iface: InterfaceName): number {
    return this.happens(`held ${iface}`, HELD)
      ? Math.round((this.longestMs / 4) * this.stream(`held ${iface}`).next() ** 2)
      : 0;
  }

  /** rfd hangs up when the client is slow, and sends the batch again: identical, to the last byte (protocol 6). */
  doubled(iface: InterfaceName): boolean {
    return this.happens(`doubled ${iface}`, DOUBLED);
  }

  /**
   * The events of a batch, channels mixed: several dispatchers fill it (protocol 5.2, "no ordering guarantee"). What one
   * channel says stays in order, or its last word would be another one.
   */
  shuffled<T extends { address: string }>(iface: InterfaceName, events: readonly T[]): readonly T[] {
    if (events.length < 2 || !this.happens(`shuffled ${iface}`, SHUFFLED)) return events;
    const dice = this.stream(`shuffled ${iface}`);
    const queues = [...Map.groupBy(events, ({ address }) => address).values()].map((queue) => [...queue]);
    const mixed: T[] = [];
    while (queues.some((queue) => queue.length > 0)) {
      const next = dice.pick(queues.filter((queue) => queue.length > 0)).shift();
      if (next) mixed.push(next);
    }
    return mixed;
  }

  /**
   * Whether the value that was told before is told once more, in front of the new one: the echo of an earlier state that
   * arrives after an order (aiohomematic#1503, trial F3; protocol 6: HmIP repeats the whole channel).
   */
  echoed(address: string, parameter: string): boolean {
    return this.happens(`echoed ${address}.${parameter}`, ECHOED);
  }
}
