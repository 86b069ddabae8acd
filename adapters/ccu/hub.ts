/** The logic layer of one central: what it knows, polled (it pushes nothing), and what can be changed in it (sections 15, 16). */
import {
  type Ccu,
  CcuFault,
  type Clock,
  type Deadline,
  type HubSnapshot,
  type Log,
  type SysvarChange,
  type SysvarDefinition,
} from "../../handlers/ports/index.ts";
import type { CcuConfig } from "./config.ts";
import { unsupported } from "./faults.ts";
import * as changes from "./hub-changes.ts";
import { HubReader, type Round } from "./hub-reader.ts";
import type { KnownValue } from "./inventory.ts";
import type { JsonCall } from "./json-client.ts";
import { renameByJson, runByJson, setByJson } from "./json-commands.ts";
import { testDevice } from "./rega/device-test.ts";
import { isUnreadable, type ScriptRunner } from "./rega/runner.ts";
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
const RETRY_LIMIT_MS = 30_000;

type Section = keyof HubSnapshot;

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
  readonly #reader: HubReader;
  readonly #timers = new Map<Round, () => void>();
  /** Reads that have not begun, by round. */
  readonly #waiting = new Map<Round, Promise<void>>();
  #reading: Promise<void> = Promise.resolve();
  /** Reads that run or wait. */
  #reads = 0;
  /** Failed reads in a row, by round. */
  readonly #failed = new Map<Round, number>();
  #stopped = false;
  /** What was delivered last. */
  #known: HubSnapshot = {};
  #wasAvailable = false;
  #tried: Promise<void> = Promise.resolve();

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#reader = new HubReader(parts);
  }

  /** The logic layer answers scripts. */
  get available(): boolean {
    return this.#reader.scriptsRun;
  }

  /** Calls in the WebUI's session; absent where scripts go to their own port. */
  get json(): JsonCall | undefined {
    return this.#parts.runner.json;
  }

  start(): void {
    this.#begin();
  }

  /** Resolves when the first attempt to reach the logic layer has ended, well or not. */
  get tried(): Promise<void> {
    return this.#tried;
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
    this.#reader.recovered();
    this.#begin();
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
    return this.#reader.run(script);
  }

  /** What changes something: refused where it has not begun by the deadline. */
  async #act<Answer>(script: Script<Answer>, deadline: Deadline): Promise<Answer> {
    return this.#reader.run(script, deadline);
  }

  // ---- commands: done as soon as the CCU has done it; the lists follow in the background

  async rename(address: string, name: string, deadline: Deadline): Promise<string> {
    const instead = this.#reader.instead;
    const given = instead
      ? await renameByJson(instead, { id: this.#known.names?.[address]?.id, address, name }, deadline)
      : found(await this.#act(scripts.rename(address, name), deadline), `no device or channel ${address}`);
    this.#deliver({ names: { [address]: { name: given } } });
    return given;
  }

  async executeProgram(id: number, check: boolean, deadline: Deadline): Promise<boolean> {
    const instead = this.#reader.instead;
    const executed = instead
      ? await runByJson(instead, id, check, deadline)
      : found(await this.#act(scripts.runProgram(id, check), deadline), `no program ${id}`);
    this.#soon("programs");
    return executed;
  }

  async setProgramActive(id: number, active: boolean, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.setProgramActive(id, active), deadline), `no program ${id}`);
    this.#changed("programs", changes.programSwitched(this.#known, id, active));
  }

  async deleteProgram(id: number, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.deleteProgram(id), deadline), `no program ${id}`);
    this.#changed("programs", changes.programDeleted(this.#known, id));
  }

  async setSysvar(...[name, type, value, deadline]: Parameters<Ccu["setSysvar"]>): Promise<void> {
    const raw = this.#reader.rawSysvar(name);
    const instead = this.#reader.instead;
    if (instead) await setByJson(instead, raw, type, value, deadline);
    else confirmed(await this.#act(scripts.setSysvar(raw, type, value), deadline), `no variable ${name}`);
    this.#changed("sysvars", changes.sysvarSet(this.#known, name, value));
  }

  async createSysvar(definition: SysvarDefinition, deadline: Deadline): Promise<void> {
    const id = found(
      await this.#act(scripts.createSysvar(definition), deadline),
      `the name ${definition.name} is taken`,
    );
    this.#changed("sysvars", changes.sysvarCreated(this.#known, id, definition, this.#parts.config.behavior));
  }

  async changeSysvar(name: string, change: SysvarChange, deadline: Deadline): Promise<void> {
    const raw = this.#reader.rawSysvar(name);
    confirmed(await this.#act(scripts.changeSysvar(raw, change), deadline), `no variable ${name}`);
    this.#changed("sysvars", changes.sysvarChanged(this.#known, name, change));
  }

  async deleteSysvar(name: string, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.deleteSysvar(this.#reader.rawSysvar(name)), deadline), `no variable ${name}`);
    this.#changed("sysvars", changes.sysvarDeleted(this.#known, name));
  }

  async sysvarUsage(name: string): Promise<scripts.SysvarProgram[]> {
    return found(await this.run(scripts.sysvarUsage(this.#reader.rawSysvar(name))), `no variable ${name}`);
  }

  async createGroup(kind: scripts.GroupKind, name: string, deadline: Deadline): Promise<void> {
    const id = found(await this.#act(scripts.createGroup(kind, name), deadline), `the name ${name} is taken`);
    this.#changed("groups", changes.groupCreated(this.#known, kind, id, name));
  }

  async renameGroup(kind: scripts.GroupKind, id: number, name: string, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.renameGroup(kind, id, name), deadline), `no ${kind} ${id}`);
    this.#changed("groups", changes.groupRenamed(this.#known, kind, id, name));
  }

  async deleteGroup(kind: scripts.GroupKind, id: number, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.deleteGroup(kind, id), deadline), `no ${kind} ${id}`);
    this.#changed("groups", changes.groupDeleted(this.#known, kind, id));
  }

  async setChannelGroups(
    kind: scripts.GroupKind,
    channel: string,
    ids: readonly number[],
    deadline: Deadline,
  ): Promise<void> {
    confirmed(await this.#act(scripts.setChannelGroups(kind, channel, ids), deadline), `no channel ${channel}`);
    this.#changed("groups", changes.channelAssigned(this.#known, kind, channel, ids));
  }

  async acknowledge(kind: "alarm" | "service", id: number, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.acknowledge(kind, id), deadline), `no message ${id}`);
    this.#changed("messages", changes.messageAcknowledged(this.#known, kind, id));
  }

  async acceptInbox(address: string, deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.acceptInbox(address), deadline), `no device ${address}`);
    this.#changed("inbox", changes.inboxAccepted(this.#known, address));
    this.#soon("names");
  }

  /** Whether the device answers within `timeoutMs`. */
  testDevice(address: string, timeoutMs: number, deadline: Deadline): Promise<boolean> {
    return testDevice(this.#parts.runner, this.#parts.clock, address, timeoutMs, deadline);
  }

  // ---- reading

  /** First whether anybody is there, then every list for itself. */
  #begin(): void {
    const first = this.#read("system");
    this.#tried = first.catch(() => undefined);
    first.then(
      () => this.#pollAll(),
      (error: unknown) => {
        // whoever gave any answer can be asked for the lists: only this one is missing
        if (this.#reader.answered || isUnreadable(error) || (error as CcuFault).code !== undefined) this.#pollAll();
        else this.#again("system", error, () => this.#begin());
      },
    );
  }

  #pollAll(): void {
    const { enable_sysvar_scan, enable_program_scan, sysvar_scan_interval } = this.#parts.config.behavior ?? {};
    const nanoseconds = sysvar_scan_interval ?? 0;
    const sysvarMs = nanoseconds > 0 ? Math.max(FASTEST_MS, nanoseconds / 1e6) : FAST_MS;
    this.#poll("names", NAMES_MS);
    this.#poll("groups", NAMES_MS);
    // a list that nobody wants is known to hold nothing for them
    if (enable_program_scan !== false) this.#poll("programs", FAST_MS);
    else this.#deliver({ programs: [] });
    if (enable_sysvar_scan !== false) this.#poll("sysvars", sysvarMs);
    else this.#deliver({ sysvars: [] });
    this.#poll("messages", FAST_MS);
    this.#poll("inbox", INBOX_MS);
    this.#poll("update", UPDATE_MS);
  }

  /** Reads now and again every `ms`; a failure is no reason to stop, and is tried again sooner. */
  #poll(round: Round, ms: number): void {
    this.#read(round).then(
      () => {
        this.#failed.delete(round);
        this.#plan(round, ms, () => this.#poll(round, ms));
      },
      (error: unknown) => this.#again(round, error, () => this.#poll(round, ms), ms),
    );
  }

  /** Tries again after a pause that grows up to `limit`, and tells the first failure of several. */
  #again(round: Round, error: unknown, task: () => void, limit: number = RETRY_LIMIT_MS): void {
    const failed = this.#failed.get(round) ?? 0;
    this.#failed.set(round, failed + 1);
    this.#parts.log[failed === 0 ? "info" : "debug"]("the logic layer could not be read", {
      central: this.#parts.config.name,
      round,
      reason: (error as Error).message,
    });
    const pause = RETRY_MS[Math.min(failed, RETRY_MS.length - 1)] as number;
    this.#plan(round, Math.min(pause, limit), task);
  }

  #plan(round: Round, ms: number, task: () => void): void {
    if (this.#stopped) return;
    this.#timers.get(round)?.();
    this.#timers.set(
      round,
      this.#parts.clock.after(ms, () => {
        this.#timers.delete(round);
        task();
      }),
    );
  }

  /** A change that the CCU confirmed: what is known of it is shown at once, the rest when it was read. */
  #changed(round: Round, known: HubSnapshot): void {
    this.#deliver(known);
    this.#soon(round);
  }

  /** Reads in the background: a failure is not one of whoever changed something, and the next poll catches up. */
  #soon(round: Round): void {
    this.#read(round).catch((error: Error) => {
      this.#parts.log.debug("not read anew after a change", { round, reason: error.message });
    });
  }

  /**
   * One read at a time, and of each round at most one that waits for its turn: whoever asks meanwhile shares it, and it
   * will see what happened before it began.
   */
  #read(round: Round): Promise<void> {
    const waiting = this.#waiting.get(round);
    if (waiting) return waiting;
    const begin = async (): Promise<void> => {
      this.#waiting.delete(round);
      if (this.#stopped) return;
      this.#deliver(await this.#reader.read(round));
      this.#tellReady();
    };
    const idle = this.#reads === 0;
    this.#reads++;
    const read = (idle ? begin() : this.#reading.then(begin)).finally(() => {
      this.#reads--;
    });
    if (!idle) this.#waiting.set(round, read);
    this.#reading = read.catch(() => undefined);
    return read;
  }

  #tellReady(): void {
    if (this.available && !this.#wasAvailable && !this.#stopped) this.#parts.ready();
    this.#wasAvailable = this.available;
  }

  #deliver(snapshot: HubSnapshot): void {
    if (this.#stopped || Object.keys(snapshot).length === 0) return;
    const names = snapshot.names ? { names: { ...this.#known.names, ...snapshot.names } } : {};
    this.#known = { ...this.#known, ...snapshot, ...names };
    this.#parts.deliver(snapshot);
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
