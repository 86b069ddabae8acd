/** What a channel does with a command: the simulated hardware. Time passes through the clock only. */
import type { ChannelKind, Conduct, SimDevice } from "../kinds.ts";
import type { Value } from "../parameters.ts";
import { deviceOf, type World } from "../world.ts";
import { type Command, Movement, seconds } from "./command.ts";
import { garage, lock } from "./doors.ts";
import { dimmer, switchOver } from "./levels.ts";
import { blind } from "./shutters.ts";
import { passOn, thermostat } from "./thermostats.ts";

type Actuator = (command: Command) => void;

/** Seconds that a siren sounds if nobody says how long. */
const SIREN_SECONDS = 10;

function siren({ world, address, values, later }: Command): void {
  const acoustic = Number(values.ACOUSTIC_ALARM_SELECTION ?? 0) > 0;
  const optical = Number(values.OPTICAL_ALARM_SELECTION ?? 0) > 0;
  world.report(address, { ACOUSTIC_ALARM_ACTIVE: acoustic, OPTICAL_ALARM_ACTIVE: optical });
  if (!acoustic && !optical) return;
  later(seconds(values, "DURATION") || SIREN_SECONDS, () => {
    if (world.stuck.has(address)) return;
    world.report(address, { ACOUSTIC_ALARM_ACTIVE: false, OPTICAL_ALARM_ACTIVE: false });
  });
}

/** SMOKE_DETECTOR_COMMAND: 1 ends and 2 starts the intrusion alarm, 3 tests. */
function smoke({ world, address, values, later }: Command): void {
  const command = values.SMOKE_DETECTOR_COMMAND;
  if (command === 0 || command === 1) world.report(address, { SMOKE_DETECTOR_ALARM_STATUS: 0 });
  if (command === 2) world.report(address, { SMOKE_DETECTOR_ALARM_STATUS: 2 });
  if (command === 3) later(3, () => world.report(address, { SMOKE_DETECTOR_TEST_RESULT: 1 }));
}

const access: Actuator = ({ world, address, values }) => {
  if (values.ACCESS_AUTHORIZATION !== undefined) world.report(address, { STATE: values.ACCESS_AUTHORIZATION === 1 });
};

/** Everything without a conduct of its own just reports what it was told, as far as it can report it. */
const echo: Actuator = ({ world, address, values }) => {
  const told = Object.entries(values).filter(([id]) => {
    const description = world.description(address, "VALUES")?.[id];
    return description !== undefined && (description.OPERATIONS & 4) !== 0;
  });
  if ("RESET_MOTION" in values) world.report(address, { MOTION: false });
  if ("RESET_PRESENCE" in values) world.report(address, { PRESENCE_DETECTION_STATE: false });
  world.report(address, Object.fromEntries(told));
};

const ACTUATORS: Readonly<Record<Conduct, Actuator>> = {
  switch: switchOver,
  dimmer,
  blind,
  thermostat,
  lock,
  siren,
  smoke,
  access,
  garage,
  key: echo,
  light_color: echo,
};

/** All actuators of a home, with their timers. */
export class Actuators {
  private readonly world: World;
  private readonly timers = new Map<string, () => void>();
  private readonly movements = new Map<string, Movement>();
  /** Members of a heating group, by the group's device address. */
  readonly groups = new Map<string, readonly string[]>();

  constructor(world: World) {
    this.world = world;
  }

  /** Carries out one telegram to a channel. Values are plausible: the interface process has checked them. */
  command(address: string, values: Readonly<Record<string, Value>>): void {
    const device = this.world.device(address);
    if (!device || this.world.stuck.has(address)) return;
    const channel = device.kind?.channels[Number(address.split(":")[1])] ?? guessed(device, address);
    const actuator = channel.conduct ? ACTUATORS[channel.conduct] : echo;
    const command = this.prepare(device, channel, address, values);
    if (channel.conduct === "thermostat") passOn(command, this.groups.get(deviceOf(address)) ?? [], this);
    actuator(command);
  }

  private prepare(
    device: SimDevice,
    channel: ChannelKind,
    address: string,
    values: Readonly<Record<string, Value>>,
  ): Command {
    const halt = () => {
      this.timers.get(address)?.();
      this.timers.delete(address);
    };
    const later = (after: number, task: () => void) => {
      halt();
      const cancel = this.world.clock.after(after * 1000, () => {
        this.timers.delete(address);
        task();
      });
      this.timers.set(address, cancel);
    };
    const movement = this.movements.get(address) ?? new Movement();
    this.movements.set(address, movement);
    const hmip = device.family === "hmip" || device.family === "virtual";
    return { world: this.world, device, channel, address, values, hmip, later, halt, movement };
  }

  /** Stops everything that moves. */
  stop(): void {
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }
}

/** Devices read from files have no kind: their channel type tells what they do, as far as that is simple. */
function guessed(device: SimDevice, address: string): ChannelKind {
  const type = device.descriptions.find((d) => d.ADDRESS === address)?.TYPE ?? "";
  const conduct = GUESSES.find(([pattern]) => pattern.test(type))?.[1];
  return conduct ? { type, conduct } : { type };
}
const GUESSES: readonly (readonly [RegExp, Conduct])[] = [
  [/^(SWITCH|SWITCH_VIRTUAL_RECEIVER)$/, "switch"],
  [/^(DIMMER|VIRTUAL_DIMMER|DIMMER_VIRTUAL_RECEIVER)$/, "dimmer"],
  [/^(BLIND|BLIND_VIRTUAL_RECEIVER|SHUTTER_VIRTUAL_RECEIVER)$/, "blind"],
];
