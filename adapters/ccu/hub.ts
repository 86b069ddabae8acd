/** The logic layer of one central: what it knows, polled (it pushes nothing), and what can be changed in it (sections 15, 16). */
import { chosen } from "../../handlers/model/hub-objects.ts";
import {
  type Ccu,
  CcuFault,
  type CcuSystem,
  type Clock,
  type Deadline,
  type HubSnapshot,
  type Log,
  type SysvarChange,
  type SysvarDefinition,
} from "../../handlers/ports/index.ts";
import type { CcuConfig } from "./config.ts";
import { unsupported } from "./faults.ts";
import type { KnownValue } from "./inventory.ts";
import type { JsonCall } from "./json-client.ts";
import { testDevice } from "./rega/device-test.ts";
import type { ScriptRunner } from "./rega/runner.ts";
import type { Script } from "./rega/script.ts";
import * as scripts from "./rega/scripts.ts";

/** Variables and programs: shorter is a load for the single interpreter (16.1). */
const FAST_MS = 30_000;
const FASTEST_MS = 3000;
/** Names, rooms and functions change by hand. */
const NAMES_MS = 600_000;
const INBOX_MS = 60_000;
/** The check asks the firmware server: twice a day is enough. */
const UPDATE_MS = 43_200_000;
const RETRY_MS = [5000, 10_000, 20_000, 30_000] as const;

type Section = keyof HubSnapshot;
type Round = "system" | "names" | "groups" | "programs" | "sysvars" | "messages" | "inbox" | "update";

const ROUND_OF: Readonly<Record<Section, Round>> = {
  system: "system",
  names: "names",
  rooms: "groups",
  functions: "groups",
  programs: "programs",
  sysvars: "sysvars",
  serviceMessages: "messages",
  alarmMessages: "messages",
  inbox: "inbox",
  update: "update",
};

export interface HubParts {
  config: CcuConfig;
  runner: ScriptRunner;
  clock: Clock;
  log: Log;
  deliver: (snapshot: HubSnapshot) => void;
  /** The logic layer answers, for the first time or again. */
  ready: () => void;
}

export class HubConnection {
  readonly #parts: HubParts;
  readonly #timers = new Map<Round, () => void>();
  #stopped = false;
  #failed = 0;
  /** The logic layer has answered a script. */
  available = false;
  #rawSysvars = new Map<string, string>();
  #firstRound: Promise<void> = Promise.resolve();

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  /** Calls in the WebUI's session; absent where scripts go to their own port. */
  get json(): JsonCall | undefined {
    return this.#parts.runner.json;
  }

  start(): void {
    this.#firstRound = this.#begin();
  }

  /** Resolves when the first attempt to reach the logic layer has ended, well or not. */
  get tried(): Promise<void> {
    return this.#firstRound;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await this.#parts.runner.close();
  }

  /** Everything anew: after the CCU came back. */
  recovered(): void {
    if (this.#stopped) return;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#firstRound = this.#begin();
  }

  async refresh(sections: readonly Section[]): Promise<void> {
    const all = sections.length === 0 ? (Object.keys(ROUND_OF) as Section[]) : sections;
    for (const round of new Set(all.map((section) => ROUND_OF[section]))) await this.#read(round);
  }

  /** Known values of an interface. */
  readValues(iface: string): Promise<KnownValue[]> {
    return this.run(scripts.readValues(iface));
  }

  /** What only reads. */
  async run<Answer>(script: Script<Answer>): Promise<Answer> {
    return this.#parts.runner.run(script);
  }

  /** What changes something: refused where it has not begun by the deadline. */
  async #act<Answer>(script: Script<Answer>, deadline: Deadline): Promise<Answer> {
    return this.#parts.runner.run(script, deadline);
  }

  // ---- commands

  async rename(address: string, name: string, deadline: Deadline): Promise<string> {
    const given = found(await this.#act(scripts.rename(address, name), deadline), `no device or channel ${address}`);
    this.#parts.deliver({ names: { [address]: { name: given } } });
    return given;
  }

  async executeProgram(id: number, check: boolean, deadline: Deadline): Promise<boolean> {
    const executed = found(await this.#act(scripts.runProgram(id, check), deadline), `no program ${id}`);
    await this.#after("programs");
    return executed;
  }

  async setProgramActive(id: number, active: boolean, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.setProgramActive(id, active), deadline), `no program ${id}`);
    await this.#after("programs");
  }

  async deleteProgram(id: number, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.deleteProgram(id), deadline), `no program ${id}`);
    await this.#after("programs");
  }

  async setSysvar(...[name, type, value, deadline]: Parameters<Ccu["setSysvar"]>): Promise<void> {
    const script = scripts.setSysvar(this.#raw(name), type, value);
    confirmed(await this.#act(script, deadline), `no variable ${name}`);
    await this.#after("sysvars");
  }

  async createSysvar(definition: SysvarDefinition, deadline: Deadline): Promise<void> {
    found(await this.#act(scripts.createSysvar(definition), deadline), `the name ${definition.name} is taken`);
    await this.#after("sysvars");
  }

  async changeSysvar(name: string, change: SysvarChange, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.changeSysvar(this.#raw(name), change), deadline), `no variable ${name}`);
    await this.#after("sysvars");
  }

  async deleteSysvar(name: string, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.deleteSysvar(this.#raw(name)), deadline), `no variable ${name}`);
    await this.#after("sysvars");
  }

  async sysvarUsage(name: string): Promise<scripts.SysvarProgram[]> {
    return found(await this.run(scripts.sysvarUsage(this.#raw(name))), `no variable ${name}`);
  }

  async createGroup(kind: scripts.GroupKind, name: string, deadline: Deadline): Promise<void> {
    found(await this.#act(scripts.createGroup(kind, name), deadline), `the name ${name} is taken`);
    await this.#after("groups");
  }

  async renameGroup(kind: scripts.GroupKind, id: number, name: string, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.renameGroup(kind, id, name), deadline), `no ${kind} ${id}`);
    await this.#after("groups");
  }

  async deleteGroup(kind: scripts.GroupKind, id: number, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.deleteGroup(kind, id), deadline), `no ${kind} ${id}`);
    await this.#after("groups");
  }

  async setChannelGroups(
    kind: scripts.GroupKind,
    channel: string,
    ids: readonly number[],
    deadline: Deadline,
  ): Promise<void> {
    confirmed(await this.#act(scripts.setChannelGroups(kind, channel, ids), deadline), `no channel ${channel}`);
    await this.#after("groups");
  }

  async acknowledge(kind: "alarm" | "service", id: number, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.acknowledge(kind, id), deadline), `no message ${id}`);
    await this.#after("messages");
  }

  async acceptInbox(address: string, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.acceptInbox(address), deadline), `no device ${address}`);
    await this.#after("inbox");
    await this.#after("names");
  }

  /** Whether the device answers within `timeoutMs`. */
  testDevice(address: string, timeoutMs: number, deadline: Deadline): Promise<boolean> {
    return testDevice(this.#parts.runner, this.#parts.clock, address, timeoutMs, deadline);
  }

  // ---- reading

  async #begin(): Promise<void> {
    const { enable_sysvar_scan, enable_program_scan, sysvar_scan_interval } = this.#parts.config.behavior ?? {};
    try {
      for (const round of ["system", "names", "groups"] as const) await this.#read(round);
      this.available = true;
      this.#failed = 0;
      if (!this.#stopped) this.#parts.ready();
    } catch (error) {
      this.#parts.log[this.#failed === 0 ? "info" : "debug"]("the logic layer does not answer", {
        central: this.#parts.config.name,
        reason: (error as Error).message,
      });
      const pause = RETRY_MS[Math.min(this.#failed++, RETRY_MS.length - 1)] as number;
      this.#plan("system", pause, () => this.#begin());
      return;
    }
    const nanoseconds = sysvar_scan_interval ?? 0;
    const sysvarMs = nanoseconds > 0 ? Math.max(FASTEST_MS, nanoseconds / 1e6) : FAST_MS;
    if (enable_program_scan !== false) await this.#poll("programs", FAST_MS);
    if (enable_sysvar_scan !== false) await this.#poll("sysvars", sysvarMs);
    await this.#poll("messages", FAST_MS);
    await this.#poll("inbox", INBOX_MS);
    this.#plan("names", NAMES_MS, () => this.#poll("names", NAMES_MS));
    this.#plan("groups", NAMES_MS, () => this.#poll("groups", NAMES_MS));
    await this.#poll("update", UPDATE_MS);
  }

  /** Reads now and again every `ms`; a failure is no reason to stop. */
  async #poll(round: Round, ms: number): Promise<void> {
    try {
      await this.#read(round);
    } catch (error) {
      this.#parts.log.debug("the logic layer could not be read", { round, reason: (error as Error).message });
    }
    this.#plan(round, ms, () => this.#poll(round, ms));
  }

  #plan(round: Round, ms: number, task: () => Promise<void>): void {
    if (this.#stopped) return;
    this.#timers.get(round)?.();
    this.#timers.set(
      round,
      this.#parts.clock.after(ms, () => {
        this.#timers.delete(round);
        task().catch(() => undefined);
      }),
    );
  }

  /** After a change: what it did is shown at once, and a failure to read is not one of the change. */
  async #after(round: Round): Promise<void> {
    await this.#read(round).catch(() => undefined);
  }

  async #read(round: Round): Promise<void> {
    const snapshot = await this.#section(round);
    if (!this.#stopped) this.#parts.deliver(snapshot);
  }

  async #section(round: Round): Promise<HubSnapshot> {
    const behavior = this.#parts.config.behavior ?? {};
    switch (round) {
      case "system":
        return { system: this.#system(await this.run(scripts.readSystem())) };
      case "names":
        return { names: (await this.run(scripts.readNames())).names };
      case "groups":
        return await this.run(scripts.readRooms());
      case "programs": {
        const programs = await this.run(scripts.readPrograms());
        const { program_markers: markers, include_internal_programs: internal = false } = behavior;
        return { programs: chosen(programs, { markers, internal }) };
      }
      case "sysvars": {
        const { sysvars, rawNames } = await this.run(scripts.readSysvars());
        this.#rawSysvars = rawNames;
        const { sysvar_markers: markers, include_internal_sysvars: internal = true } = behavior;
        return { sysvars: chosen(sysvars, { markers, internal }) };
      }
      case "messages": {
        const { service, alarm } = await this.run(scripts.readMessages());
        return { serviceMessages: service, alarmMessages: alarm };
      }
      case "inbox":
        return { inbox: await this.run(scripts.readInbox()) };
      case "update": {
        const update = await this.run(scripts.readUpdate());
        return update ? { update } : {};
      }
    }
  }

  #system(facts: scripts.SystemFacts): CcuSystem {
    const product = /^PRODUCT=(.*)$/m.exec(facts.version)?.[1]?.trim() ?? "";
    const version = /^VERSION=(.*)$/m.exec(facts.version)?.[1]?.trim() ?? "";
    const { config, runner } = this.#parts;
    // Stock firmware (and debmatic) name a CCU as their product, OpenCCU its board (section 19).
    runner.useLatin1(/ccu[23]?\b/i.test(product) && !/openccu|raspmatic/i.test(product));
    return {
      ...(product ? { model: product } : {}),
      ...(version ? { version } : {}),
      ...(facts.hostname ? { hostname: facts.hostname } : {}),
      ...(facts.serial ? { serial: facts.serial } : {}),
      url: `${config.tls ? "https" : "http"}://${config.host}`,
      isHaApp: facts.haApp,
    };
  }

  /** The name that the CCU knows a variable by. */
  #raw(name: string): string {
    return this.#rawSysvars.get(name) ?? name;
  }
}

function found<T>(value: T | undefined, missing: string): T {
  if (value === undefined) throw new CcuFault("permanent", missing);
  return value;
}

function confirmed(ok: boolean, missing: string): void {
  if (!ok) throw new CcuFault("permanent", missing);
}

export const noHub = (): CcuFault => unsupported("this central has no logic layer");
