/**
 * A house with its alarm panel behind two CCUs, and everything between: engines of the home, read model, store, outputs. What is
 * simulated are the CCUs and what stands behind them: they go away, cut a write, forget. Time is moved.
 */
import { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { composeSite, type RunningSite } from "../../handlers/compose.ts";
import { alarmDuress } from "../../handlers/features/alarm/broadcasts.ts";
import { type AlarmOutputs, alarmOutputs } from "../../handlers/features/alarm/home/outputs/outputs.ts";
import { alarmState } from "../../handlers/features/alarm/home/running.ts";
import type { AlarmEngine } from "../../handlers/features/alarm/home/seams.ts";
import { alarm } from "../../handlers/features/alarm/index.ts";
import { webhooks } from "../../handlers/features/webhooks/index.ts";
import {
  CcuFault,
  type DeviceBundle,
  type HubSysvar,
  type SiteStore,
  type SysvarDefinition,
  siteId,
  type TypedValue,
} from "../../handlers/ports/index.ts";
import type { WebhookPost } from "../../handlers/ports/webhook-sender.ts";
import { alarmShapes } from "../features/alarm/alarm-home.ts";
import { plainHashing } from "../features/alarm/engine-double.ts";
import { homeShapes } from "../features/alarm/support/panel.ts";
import { fakeCcu } from "../home/support.ts";
import { bundle } from "../support/devices.ts";
import { changingSections } from "../support/sections.ts";
import { createTestSite } from "../support/site.ts";

export const MAIN = "ccu-main";
export const SHED = "ccu-shed";
/** Milliseconds from what a device does to its report. */
const REPORT_MS = 50;

export const SIREN = "SIREN00001:3";
export const SHED_SIREN = "SIREN00002:3";
export const LAMP = "LAMP000001:1";

const shape = (address: string) => {
  const found = [...alarmShapes, ...homeShapes].find((one) => one.address === address);
  if (found === undefined) throw new Error(`no ${address}`);
  return found;
};
const bundles: Readonly<Record<string, readonly DeviceBundle[]>> = {
  [MAIN]: ["DOOR", "WINDOW", "SMOKE", "MOTION", "KEY", "SIREN00001", "LAMP000001"].map((address) =>
    bundle(shape(address)),
  ),
  [SHED]: [bundle({ ...shape("WINDOW"), address: "GATE" }), bundle({ ...shape("SIREN00001"), address: "SIREN00002" })],
};

/** A CCU and its devices, which outlive the program. */
export interface World {
  readonly central: string;
  /** Not reached by the program: nothing is taken, nothing is told. */
  isAway: boolean;
  /** The next write cuts the connection: before it acts, or after. */
  cut: "before" | "after" | undefined;
  /** What it knows of its devices, by channel and parameter, as it tells it on the wire. */
  readonly known: Map<string, unknown>;
  /** Channels that sound, or light, now. */
  readonly on: Set<string>;
  /** Variables of its logic layer. */
  sysvars: readonly HubSysvar[];
  readonly writes: { readonly channel: string; readonly isOn: boolean; readonly at: number }[];
}

interface Program {
  readonly running: RunningSite;
  readonly clock: ManualClock;
  readonly links: ReadonlyMap<string, ReturnType<typeof fakeCcu>>;
  isDead: boolean;
}

const isOnWrite = (values: Readonly<Record<string, TypedValue>>): boolean => {
  const { ACOUSTIC_ALARM_SELECTION: tone, OPTICAL_ALARM_SELECTION: light, STATE, LEVEL } = values;
  if (STATE !== undefined) return STATE.value === true;
  if (LEVEL !== undefined) return Number(LEVEL.value) > 0;
  return [tone, light].some((one) => one !== undefined && one.value !== 0 && !String(one.value).startsWith("DISABLE"));
};
const reportOf = (channel: string, isOn: boolean): Record<string, unknown> =>
  channel === LAMP ? { LEVEL: isOn ? 1 : 0 } : { ACOUSTIC_ALARM_ACTIVE: isOn, OPTICAL_ALARM_ACTIVE: isOn };

const ids = { door: "DOOR", window: "WINDOW", motion: "MOTION", smoke: "SMOKE", gate: "GATE", key: "KEY" } as const;
export type SensorName = keyof typeof ids;
const PARAMETERS: Readonly<Record<SensorName, string>> = {
  ...{ door: "STATE", window: "STATE", gate: "STATE", motion: "MOTION", smoke: "SMOKE_DETECTOR_ALARM_STATUS" },
  key: "PRESS_SHORT",
};
const ALL_MODES = ["full", "perimeter", "night", "vacation"];
export const sensorRow = (id: SensorName, type: string, config: object) => ({
  ...{ id, type, name: `The ${id}`, config, parameter: PARAMETERS[id], channel_address: `${ids[id]}:1` },
  central: id === "gate" ? SHED : MAIN,
  interface_id: id === "motion" ? "BidCos-RF" : "HmIP-RF",
});
export const houseZone = {
  name: "House",
  position: 0,
  config: {
    modes: {
      full: { exit_delay_s: 30, entry_delay_s: 20, trigger_time_s: 60, max_retrigger_cycles: 1 },
      perimeter: { trigger_time_s: 60 },
      night: { entry_delay_s: 20, trigger_time_s: 60 },
    },
  } as Record<string, unknown>,
  sensors: [
    sensorRow("door", "door", { modes: ALL_MODES, use_exit_delay: true, use_entry_delay: true }),
    sensorRow("window", "window", { modes: ALL_MODES }),
    sensorRow("motion", "motion", { modes: ["full"], use_exit_delay: true, use_entry_delay: true }),
    sensorRow("gate", "window", { modes: ["full"] }),
    sensorRow("smoke", "hazard", { always_on: true }),
    sensorRow("key", "panic", { always_on: true }),
  ] as object[],
  outputs: [
    { id: "siren", class: "acoustic_siren", central: MAIN, channel_address: SIREN, config: { duration_s: 600 } },
    { id: "shed", class: "acoustic_siren", central: SHED, channel_address: SHED_SIREN, config: { duration_s: 600 } },
    { id: "lamp", class: "alarm_light", central: MAIN, channel_address: LAMP },
    { id: "push", class: "notification", central: "", channel_address: "" },
  ] as object[],
};

/** A store of a program: what is killed writes nothing any more; `fails`: it takes nothing. */
function diskOf(store: SiteStore, program: () => { isDead: boolean }, fails: () => boolean): SiteStore {
  const guard = async <T>(work: () => Promise<T>, dead: T): Promise<T> => {
    if (program().isDead) return dead;
    if (fails()) throw new Error("the disk is full");
    return work();
  };
  return {
    get: store.get.bind(store),
    list: store.list.bind(store),
    put: (...args) => guard(() => store.put(...args), undefined),
    delete: (...args) => guard(() => store.delete(...args), false),
  };
}

/** Lets everything happen that needs no time. */
const settle = async () => {
  for (let turn = 0; turn < 12; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

export interface HouseOptions {
  /** Changes the zone's configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly outputs?: readonly object[];
  readonly sensors?: readonly object[];
  readonly sections?: Readonly<Record<string, unknown>>;
  /** Sirens ignore their duration. */
  readonly endless?: boolean;
}

export class House {
  readonly worlds: Readonly<Record<string, World>>;
  readonly posts: WebhookPost[] = [];
  readonly store: SiteStore;
  diskFails = false;
  private readonly time = createManualClock(Date.UTC(2026, 10, 30, 20));
  private program: Program | undefined;
  private readonly options: HouseOptions;
  private readonly ends = new Map<string, number>();

  private constructor(options: HouseOptions) {
    this.options = options;
    this.store = createMemoryStore({ clock: this.time }).site(siteId("home"));
    const world = (central: string): World => ({
      ...{ central, isAway: false, cut: undefined, known: new Map(), on: new Set(), sysvars: [], writes: [] },
    });
    this.worlds = { [MAIN]: world(MAIN), [SHED]: world(SHED) };
  }

  static async start(options: HouseOptions = {}): Promise<House> {
    const house = new House(options);
    await house.store.put("alarm-zone", "house", {
      ...houseZone,
      config: { ...houseZone.config, ...options.config },
      outputs: options.outputs ?? houseZone.outputs,
      sensors: options.sensors ?? houseZone.sensors,
    });
    for (const name of Object.keys(ids) as SensorName[]) if (name !== "key") house.remember(name, false);
    for (const channel of [SIREN, SHED_SIREN, LAMP]) house.know(channel, reportOf(channel, false));
    await house.boot();
    return house;
  }

  // ---------------------------------------------------------------- the program

  private async boot(): Promise<void> {
    const clock = createManualClock(this.time.now());
    const { secrets, about, log } = createTestSite();
    const program: { current?: Program } = {};
    const isDead = () => ({ isDead: program.current?.isDead ?? false });
    const running = await composeSite({
      ...{ id: siteId("home"), home: createMemoryHome(), eventLog: createMemoryEventLog(), clock, secrets, about, log },
      store: diskOf(this.store, isDead, () => this.diskFails),
      features: [alarm, webhooks(() => [...alarm.broadcasts, alarmDuress])],
      sections: changingSections(this.options.sections ?? {}),
      codeHashing: plainHashing,
      webhookSender: {
        send: async (post) => {
          this.posts.push(post);
          return { status: 200 };
        },
      },
    });
    const links = new Map(
      Object.values(this.worlds).map((world) => [world.central, this.link(world, () => program.current, clock)]),
    );
    this.program = { running, clock, links, isDead: false };
    program.current = this.program;
    for (const { central } of Object.values(this.worlds)) {
      const link = links.get(central) as ReturnType<typeof fakeCcu>;
      await running.addCentral(link.ccu, {
        name: central,
        host: `${central}.lan`,
        interfaces: this.interfaces(central),
      });
      if (!this.worlds[central]?.isAway) this.load(central);
      else this.status(central, false, false);
    }
    await settle();
  }

  /** The program dies; `away`: what it does not find when it is started again. */
  async restart(downMs = 3000): Promise<void> {
    const program = this.living;
    program.isDead = true;
    await this.pass(downMs, 1000, false);
    await this.boot();
  }
  async stop(): Promise<void> {
    await this.living.running.stop();
  }
  private get living(): Program {
    if (this.program === undefined) throw new Error("nothing runs");
    return this.program;
  }
  get running(): RunningSite {
    return this.living.running;
  }
  get engine(): AlarmEngine {
    const { running } = this.running.site.state(alarmState);
    if (!running) throw new Error("no alarm panel runs");
    return running.engine;
  }
  get outputs(): AlarmOutputs {
    return this.running.site.state(alarmOutputs).current as AlarmOutputs;
  }
  get state(): string {
    return this.engine.zone("house")?.state ?? "none";
  }
  /** What sockets would be told since the start, oldest first. */
  async logged(): Promise<{ type: string; text: string }[]> {
    await this.running.site.events.flushed();
    const all = await this.running.site.eventLog.read(0, 10_000);
    return all.map(({ tail }) => ({ type: JSON.parse(`{"seq":1,${tail}`).type as string, text: tail }));
  }
  /** Tokens of the journal, oldest first, and what they say. */
  async journal(): Promise<{ event: string; class: string; details?: Record<string, unknown> }[]> {
    const { items } = await this.store.list("alarm-journal", { limit: 1000 });
    return items.map(({ value }) => value) as { event: string; class: string }[];
  }
  async events(): Promise<string[]> {
    return (await this.journal()).map(({ event }) => event);
  }

  // ---------------------------------------------------------------- CCUs

  private interfaces = (central: string): string[] => (central === MAIN ? ["HmIP-RF", "BidCos-RF"] : ["HmIP-RF"]);
  private interfaceOf = (channel: string): string =>
    channel.startsWith("MOTION") || channel === LAMP ? "BidCos-RF" : "HmIP-RF";
  private worldOf(channel: string): World {
    const isShed = channel.startsWith("GATE") || channel === SHED_SIREN;
    return this.worlds[isShed ? SHED : MAIN] as World;
  }

  private link(world: World, program: () => Program | undefined, clock: ManualClock) {
    const away = () => new CcuFault("transport", "no answer");
    const read = (channel: string) =>
      Object.fromEntries(
        [...world.known].flatMap(([key, value]) =>
          key.startsWith(`${channel}.`) ? [[key.slice(channel.length + 1), value]] : [],
        ),
      );
    const write = async (channel: string, values: Record<string, TypedValue>) => {
      if (program()?.isDead) return new Promise<never>(() => {});
      if (world.isAway) throw away();
      const isOn = isOnWrite(values);
      if (world.cut !== "before")
        this.act(world, channel, isOn, Number(values.DURATION_VALUE?.value ?? 0), clock.now());
      if (world.cut === undefined) return;
      world.cut = undefined;
      this.lose(world.central);
      throw away();
    };
    return fakeCcu(world.central, {
      setValue: (_iface: never, channel: string, parameter: string, value: TypedValue) =>
        write(channel, { [parameter]: value }),
      putParamset: (_iface: never, channel: string, _key: never, values: Record<string, TypedValue>) =>
        write(channel, values),
      createSysvar: async ({ name, type, valueList, value, description = "" }: SysvarDefinition) => {
        if (world.isAway) throw away();
        const rest = { unit: "", internal: false, visible: true, logged: false, listed: false };
        const made = { id: 9000 + world.sysvars.length, name, type, description, ...rest };
        world.sysvars = [
          ...world.sysvars,
          { ...made, ...(valueList && { valueList }), ...(value !== undefined && { value }) },
        ];
        this.hub(world);
      },
      setSysvar: async (name: string, _type: never, value: number) => {
        if (world.isAway) throw away();
        world.sysvars = world.sysvars.map((one) => (one.name === name ? { ...one, value } : one));
        this.hub(world);
      },
      getParamset: async (_iface: never, channel: string) => {
        if (world.isAway) throw away();
        return read(channel);
      },
      getValue: async (_iface: never, channel: string, parameter: string) => {
        if (world.isAway) throw away();
        const value = read(channel)[parameter];
        if (value === undefined) throw new CcuFault("no_value", "nothing to read");
        return value;
      },
    });
  }

  private act(world: World, channel: string, isOn: boolean, seconds: number, at: number): void {
    world.writes.push({ channel, isOn, at });
    this.turn(world, channel, isOn);
    const end = this.time.now() + seconds * 1000;
    this.ends.set(channel, end);
    if (isOn && seconds > 0 && !this.options.endless)
      this.time.after(seconds * 1000, () => {
        if (this.ends.get(channel) === end) this.turn(world, channel, false);
      });
  }
  private turn(world: World, channel: string, isOn: boolean): void {
    if (isOn) world.on.add(channel);
    else world.on.delete(channel);
    this.time.after(REPORT_MS, () => {
      this.know(channel, reportOf(channel, world.on.has(channel)));
      this.tell(channel);
    });
  }
  private know(channel: string, values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) this.worldOf(channel).known.set(`${channel}.${name}`, value);
  }
  /** What the CCU knows of the channel goes out as events. */
  private tell(channel: string): void {
    const world = this.worldOf(channel);
    if (world.isAway || this.program === undefined || this.program.isDead) return;
    const batch = [...world.known].flatMap(([key, value]) => {
      const [address = "", parameter = ""] = key.split(".");
      return address === channel ? [{ address, parameter, value }] : [];
    });
    this.listener(world.central).events(this.interfaceOf(channel), batch);
  }
  private listener(central: string) {
    return (this.living.links.get(central) as ReturnType<typeof fakeCcu>).listener();
  }
  /** As the driver: what was loaded once stays so. */
  private status(central: string, connected: boolean, loaded: boolean): void {
    this.listener(central).interfaces(this.interfaces(central).map((name) => ({ name, connected, loaded })));
  }
  private bulk(central: string): void {
    for (const iface of this.interfaces(central))
      this.listener(central).values(
        iface,
        [...(this.worlds[central]?.known ?? [])].flatMap(([key, value]) => {
          const [address = "", parameter = ""] = key.split(".");
          return this.interfaceOf(address) === iface ? [{ address, parameter, value }] : [];
        }),
      );
  }
  private load(central: string): void {
    this.status(central, true, false);
    this.listener(central).devices(bundles[central] ?? [], true);
    this.bulk(central);
    this.hub(this.worlds[central] as World);
    this.status(central, true, true);
  }
  private lose(central: string): void {
    (this.worlds[central] as World).isAway = true;
    if (!this.living.isDead) this.status(central, false, true);
  }

  private hub(world: World): void {
    if (!world.isAway) this.listener(world.central).hub({ sysvars: [...world.sysvars] });
  }
  /** A program of the CCU, or somebody in its WebUI, sets the variable. */
  async setVariable(name: string, value: number): Promise<void> {
    const world = this.worlds[MAIN] as World;
    world.sysvars = world.sysvars.map((one) => (one.name === name ? { ...one, value } : one));
    this.hub(world);
    await settle();
  }
  variable(name: string): unknown {
    return this.worlds[MAIN]?.sysvars.find((one) => one.name === name)?.value;
  }

  async goAway(...centrals: readonly string[]): Promise<void> {
    for (const central of centrals) this.lose(central);
    await settle();
  }
  /** `fresh`: it knows nothing of its devices until they report. */
  async comeBack(fresh: boolean, ...centrals: readonly string[]): Promise<void> {
    for (const central of centrals) {
      const world = this.worlds[central] as World;
      if (!world.isAway) continue;
      world.isAway = false;
      if (fresh) world.known.clear();
      const devices = await this.running.site.home.devices();
      if (!devices.some((one) => one.central === central)) this.load(central);
      else {
        this.status(central, true, true);
        this.bulk(central);
        this.hub(world);
      }
    }
    await settle();
  }

  // ---------------------------------------------------------------- people and devices

  private remember(sensor: SensorName, isActive: boolean): void {
    const value = sensor === "motion" || sensor === "key" ? isActive : Number(isActive);
    this.know(`${ids[sensor]}:1`, { [PARAMETERS[sensor]]: value });
  }
  /** A contact opens or closes, somebody moves, it burns. */
  async sense(sensor: SensorName, isActive = true): Promise<void> {
    this.remember(sensor, isActive);
    this.tell(`${ids[sensor]}:1`);
    await settle();
  }
  /** The CCU tells the same again, as it does after a reconnect. */
  async repeat(sensor: SensorName): Promise<void> {
    this.tell(`${ids[sensor]}:1`);
    await settle();
  }
  /** Somebody deletes the device at the CCU. */
  async remove(sensor: SensorName): Promise<void> {
    const address = ids[sensor];
    const { central, known } = this.worldOf(address);
    for (const key of known.keys()) if (key.startsWith(`${address}:`)) known.delete(key);
    this.listener(central).removed(this.interfaceOf(address), [address]);
    await settle();
  }
  async maintenance(device: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    this.know(`${device}:0`, values);
    this.tell(`${device}:0`);
    await settle();
  }
  isOn(channel: string): boolean {
    return this.worldOf(channel).on.has(channel);
  }
  get sounding(): string[] {
    return [SIREN, SHED_SIREN, LAMP].filter((channel) => this.isOn(channel));
  }

  now(): number {
    return this.time.now();
  }
  async pass(ms: number, step = 1000, isRunning = true): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      const now = Math.min(step, left);
      this.time.advance(now);
      if (isRunning) this.living.clock.advance(now);
      await settle();
    }
  }
}
