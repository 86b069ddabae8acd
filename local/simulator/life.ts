/** The home lives: weather, people, batteries. Everything from a seed and a clock, so that it happens again. */
import { type Chance, chance } from "./chance.ts";
import type { Control } from "./control.ts";
import type { SimDevice } from "./kinds.ts";
import type { World } from "./world.ts";

interface Moment {
  world: World;
  control: Control;
  device: SimDevice;
  address: string;
  dice: Chance;
  /** Seconds since this habit last came by. */
  passed: number;
  later(seconds: number, task: () => void): void;
}

interface Habit {
  name: string;
  /** Channels (or channel 0 for the whole device) that have it. */
  has(world: World, device: SimDevice, address: string, channelType: string): boolean;
  /** Seconds between two occasions, from and to. */
  every: readonly [number, number];
  act(moment: Moment): void;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** A reading that wanders: parameter, step, range, unit of its rounding. */
function drift(parameter: string, step: number, low: number, high: number, whole = false): Habit {
  return {
    name: parameter,
    has: (world, _, address) => world.has(address, parameter) && world.value(address, parameter) !== undefined,
    every: [60, 300],
    act({ world, address, dice }) {
      const next = within(world.number(address, parameter) + dice.between(-step, step), low, high);
      world.report(address, { [parameter]: whole ? Math.round(next) : tenth(next) });
    },
  };
}

const onType =
  (pattern: RegExp, parameter: string) =>
  (world: World, _: SimDevice, address: string, type: string): boolean =>
    pattern.test(type) && world.has(address, parameter);

const isMaintenance = (_: World, device: SimDevice, address: string): boolean => address === `${device.address}:0`;

/** Contacts open for a while, two-valued or with a tilted position. */
const contact: Habit = {
  name: "contact",
  has: onType(/^(SHUTTER_CONTACT|ROTARY_HANDLE_SENSOR)/, "STATE"),
  every: [600, 5400],
  act({ world, control, address, dice, later }) {
    const list = world.description(address, "VALUES")?.STATE?.VALUE_LIST;
    const open = list ? dice.whole(1, list.length - 1) : true;
    control.setState(address, "STATE", open);
    later(dice.between(20, 600), () => control.setState(address, "STATE", list ? 0 : false));
  },
};

const motion: Habit = {
  name: "motion",
  has: (world, _, address) => world.has(address, "MOTION") || world.has(address, "PRESENCE_DETECTION_STATE"),
  every: [240, 1800],
  act({ world, address, dice, later }) {
    const parameter = world.has(address, "MOTION") ? "MOTION" : "PRESENCE_DETECTION_STATE";
    world.report(address, { [parameter]: true });
    later(dice.between(30, 180), () => world.report(address, { [parameter]: false }));
  },
};

const keys: Habit = {
  name: "keys",
  has: (world, device, address, type) =>
    /^(KEY|KEY_TRANSCEIVER)$/.test(type) && device.battery && world.has(address, "PRESS_SHORT"),
  every: [1800, 14400],
  act({ world, control, address, dice, later }) {
    if (dice.next() < 0.7) {
      control.press(address, "PRESS_SHORT");
      return;
    }
    if (world.has(address, "PRESS_LONG_START")) control.press(address, "PRESS_LONG_START");
    control.press(address, "PRESS_LONG");
    later(dice.between(0.4, 3), () => control.press(address, "PRESS_LONG_RELEASE"));
  },
};

const meter: Habit = {
  name: "meter",
  has: (world, _, address) => world.has(address, "ENERGY_COUNTER") && world.has(address, "POWER"),
  every: [120, 300],
  act({ world, address, passed, dice }) {
    const base = world.number(address, "POWER");
    const power = base > 0 ? tenth(within(base + dice.between(-2, 2), 1, 3680)) : 0;
    const counter = world.number(address, "ENERGY_COUNTER") + (base * passed) / 3600;
    const voltage = tenth(dice.between(228, 233));
    world.report(address, { ENERGY_COUNTER: tenth(counter), POWER: power, VOLTAGE: voltage });
  },
};

const rain: Habit = {
  name: "rain",
  has: (world, _, address) => world.has(address, "RAINING"),
  every: [1200, 5400],
  act({ world, address, dice, later }) {
    const counter = world.number(address, "RAIN_COUNTER");
    world.report(address, { RAINING: true });
    later(dice.between(120, 900), () => {
      world.report(address, { RAINING: false, RAIN_COUNTER: tenth(counter + dice.between(0.3, 6)) });
    });
  },
};

/** Batteries get low, and somebody changes them. */
const battery: Habit = {
  name: "battery",
  has: (world, device, address) =>
    isMaintenance(world, device, address) && (world.has(address, "LOWBAT") || world.has(address, "LOW_BAT")),
  every: [20_000, 260_000],
  act({ control, device, dice, later }) {
    control.lowBattery(device.address);
    later(dice.between(3600, 14_400), () => control.lowBattery(device.address, false));
  },
};

/** A device is out of reach for some minutes. */
const absence: Habit = {
  name: "absence",
  has: (world, device, address) => isMaintenance(world, device, address) && world.has(address, "UNREACH"),
  every: [30_000, 400_000],
  act({ control, device, dice, later }) {
    control.unreach(device.address);
    later(dice.between(120, 900), () => control.unreach(device.address, false));
  },
};

const smokeTest: Habit = {
  name: "smoke test",
  has: (world, _, address) => world.has(address, "SMOKE_DETECTOR_TEST_RESULT"),
  every: [7200, 30_000],
  act({ world, address }) {
    world.report(address, { SMOKE_DETECTOR_TEST_RESULT: 1 });
  },
};

const airTime: Habit = {
  name: "air time",
  has: (world, _, address) => world.has(address, "DUTY_CYCLE_LEVEL"),
  every: [180, 180],
  act({ world, control, address, dice }) {
    const level = control.dutyCycle("HmIP-RF");
    world.report(address, { DUTY_CYCLE_LEVEL: tenth(level), CARRIER_SENSE_LEVEL: Math.round(dice.between(1, 9)) });
  },
};

const HABITS: readonly Habit[] = [
  drift("ACTUAL_TEMPERATURE", 0.3, -15, 40),
  drift("TEMPERATURE", 0.3, -15, 40),
  drift("HUMIDITY", 2, 25, 95, true),
  drift("ILLUMINATION", 30, 0, 60_000),
  drift("WIND_SPEED", 3, 0, 70),
  drift("BRIGHTNESS", 8, 0, 255, true),
  contact,
  motion,
  keys,
  meter,
  rain,
  battery,
  absence,
  smokeTest,
  airTime,
];

/** Readings at the start differ from seed to seed. */
export function vary(world: World, seed: number): void {
  const spreads: Readonly<Record<string, number>> = {
    ACTUAL_TEMPERATURE: 2,
    TEMPERATURE: 2,
    HUMIDITY: 8,
    ILLUMINATION: 20,
  };
  for (const device of world.devices.values()) {
    for (const address of device.paramsets.keys()) {
      const dice = chance(seed, `start ${address}`);
      for (const [parameter, spread] of Object.entries(spreads)) {
        if (typeof world.value(address, parameter) !== "number") continue;
        const value = tenth(world.number(address, parameter) + dice.between(-spread, spread));
        const type = world.description(address, "VALUES")?.[parameter]?.TYPE;
        world.poke(address, parameter, type === "INTEGER" ? Math.round(value) : value);
      }
    }
  }
}

export class Life {
  private readonly world: World;
  private readonly control: Control;
  private readonly seed: number;
  private readonly timers = new Set<() => void>();

  constructor(world: World, control: Control, seed: number) {
    this.world = world;
    this.control = control;
    this.seed = seed;
  }

  begin(): void {
    for (const device of this.world.devices.values()) {
      for (const { ADDRESS, TYPE } of device.descriptions.slice(1)) {
        for (const habit of HABITS) {
          if (habit.has(this.world, device, ADDRESS, TYPE)) this.follow(habit, device, ADDRESS);
        }
      }
    }
  }

  private follow(habit: Habit, device: SimDevice, address: string): void {
    const dice = chance(this.seed, `${habit.name} ${address}`);
    const [from, to] = habit.every;
    const pause = (): void => {
      const passed = dice.between(from, to);
      this.later(passed, () => {
        const present = this.world.devices.has(device.address);
        const reachable = this.world.value(`${device.address}:0`, "UNREACH") !== true;
        if (present && reachable) {
          const later = (seconds: number, task: () => void) => this.later(seconds, task);
          habit.act({ world: this.world, control: this.control, device, address, dice, passed, later });
        }
        if (present) pause();
      });
    };
    pause();
  }

  private later(seconds: number, task: () => void): void {
    const cancel = this.world.clock.after(seconds * 1000, () => {
      this.timers.delete(cancel);
      task();
    });
    this.timers.add(cancel);
  }

  end(): void {
    for (const cancel of this.timers) cancel();
    this.timers.clear();
  }
}
