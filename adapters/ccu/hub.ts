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
import { HubRounds } from "./hub-rounds.ts";
import type { KnownValue } from "./inventory.ts";
import type { JsonCall } from "./json-client.ts";
import { renameByJson, runByJson, setByJson } from "./json-commands.ts";
import { testDevice } from "./rega/device-test.ts";
import type { ScriptRunner } from "./rega/runner.ts";
import type { Script } from "./rega/script.ts";
import * as scripts from "./rega/scripts.ts";
import { WebPages } from "./web-pages.ts";

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
  readonly #rounds: HubRounds;
  /** What was delivered last. */
  #known: HubSnapshot = {};
  #pages: WebPages | undefined;
  #wasAvailable = false;
  #stopped = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#reader = new HubReader(parts);
    this.#rounds = new HubRounds({
      ...parts,
      reader: this.#reader,
      deliver: (snapshot) => this.#deliver(snapshot),
      done: () => this.#tellReady(),
    });
  }

  /** The logic layer answers scripts. */
  get available(): boolean {
    return this.#reader.scriptsRun;
  }

  /** Calls in the WebUI's session; absent where scripts go to their own port. */
  get json(): JsonCall | undefined {
    return this.#parts.runner.json;
  }

  /** Pages of the WebUI, and calls in the same session. @throws CcuFault unsupported where there is no user for it */
  get web(): { pages: WebPages; call: JsonCall } {
    const { runner, clock } = this.#parts;
    const { web } = runner;
    if (!web) throw unsupported("this needs a user of the CCU: none is configured");
    this.#pages ??= new WebPages(web, clock);
    return { pages: this.#pages, call: (...call) => web.call(...call) };
  }

  /** The logic layer's own id of a device or channel. */
  idOf(address: string): number | undefined {
    return this.#known.names?.[address]?.id;
  }

  start(): void {
    this.#rounds.begin();
  }

  /** Resolves when the first attempt to reach the logic layer has ended, well or not. */
  get tried(): Promise<void> {
    return this.#rounds.tried;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#rounds.stop();
    await this.#parts.runner.close();
  }

  /** Everything anew: after the CCU came back. */
  recovered(): void {
    if (this.#stopped) return;
    this.#reader.recovered();
    this.#rounds.restart();
  }

  async refresh(sections: readonly Section[]): Promise<void> {
    const all = sections.length === 0 ? (Object.keys(ROUND_OF) as Section[]) : sections;
    for (const round of new Set(all.map((section) => ROUND_OF[section]))) await this.#rounds.read(round);
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
    this.#rounds.soon("programs");
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
    this.#rounds.soon("names");
  }

  async reboot(deadline: Deadline): Promise<void> {
    confirmed(await this.#act(scripts.reboot(), deadline), "the CCU does not restart");
  }

  async installUpdate(deadline: Deadline): Promise<void> {
    const begun = await this.#act(scripts.installUpdate(), deadline);
    if (!begun) throw unsupported("this CCU cannot install firmware by itself: use its WebUI");
    const { update } = this.#known;
    if (update) this.#deliver({ update: { ...update, inProgress: true } });
  }

  /** The CCU answers when it has the image, or has begun to fetch it: whoever asks need not wait. */
  async downloadFirmware(url: string, deadline: Deadline): Promise<void> {
    await this.web.call("CCU.downloadFirmware", { url }, deadline);
  }

  /** Whether the device answers within `timeoutMs`. */
  testDevice(address: string, timeoutMs: number, deadline: Deadline): Promise<boolean> {
    return testDevice(this.#parts.runner, this.#parts.clock, address, timeoutMs, deadline);
  }

  /** A change that the CCU confirmed: what is known of it is shown at once, the rest when it was read. */
  #changed(round: Round, known: HubSnapshot): void {
    this.#deliver(known);
    this.#rounds.soon(round);
  }

  #tellReady(): void {
    if (this.available && !this.#wasAvailable) this.#parts.ready();
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
