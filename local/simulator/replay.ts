/**
 * A recording of a real CCU, replayed (adapters/ccu/recording): its devices and names; to a question that was asked then, the
 * answers of then, one after the other, the last one for good; and what it told by itself, in its own time from the first
 * registration on. What was never asked is answered as by any simulated CCU.
 */
import { readFile } from "node:fs/promises";
import type { RpcValue } from "../../adapters/ccu/codec/value.ts";
import { plain } from "../../adapters/ccu/recording/plain.ts";
import type {
  Clock,
  InterfaceName,
  RecordedAnswer,
  RecordedExchange,
  RecordingFile,
} from "../../handlers/ports/index.ts";
import { wire } from "./checks.ts";
import { deviceFrom } from "./folder.ts";
import type { LogicLayer } from "./logic/layer.ts";
import type { Value } from "./parameters.ts";
import type { InterfaceProcess } from "./process.ts";
import type { World } from "./world.ts";

/** What a client does to be served; the simulated CCU does its part itself. */
const OWN: ReadonlySet<string> = new Set(["init", "ping", "system.multicall", "system.listMethods"]);
/** Successful ones act: what they cause was recorded only as far as somebody listened. */
const ACTS = /^(set|put|add|remove|delete|report|activate|install|update|restore|replace|rename|create|change)/i;
/** Devices are there from the start, as they were at the end of the recording. */
const REPLAYED_CALLBACKS: ReadonlySet<string> = new Set(["event", "updateDevice", "firmwareUpdateStatusChanged"]);

/** @throws Error that names the file where it is no recording */
export async function readReplay(path: string, clock: Clock): Promise<Replay> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`);
  }
  const { format, version, devices } = (content ?? {}) as Partial<RecordingFile>;
  if ((format !== "golden" && format !== "map") || version !== 1 || !Array.isArray(devices))
    throw new Error(`${path} is no recording of this program {format, version: 1, devices, …}`);
  return new Replay(content as RecordingFile, clock, path);
}

type Answers = Map<string, { list: readonly RecordedAnswer[]; next: number }>;
const keyOf = (iface: string, method: string, params: string) => `${iface} ${method} ${params}`;

export class Replay {
  private readonly file: RecordingFile;
  private readonly clock: Clock;
  private readonly source: string;
  private readonly answers: Answers = new Map();
  private readonly begun = new Set<InterfaceName>();
  private readonly cancels = new Set<() => void>();

  constructor(file: RecordingFile, clock: Clock, source: string) {
    this.file = file;
    this.clock = clock;
    this.source = source;
    for (const [key, list] of answersOf(file)) this.answers.set(key, { list, next: 0 });
  }

  /** Puts the devices into the home. The interfaces that are needed. */
  furnish(world: World, layer: LogicLayer, wanted: readonly InterfaceName[] | undefined): InterfaceName[] {
    const found = new Set<InterfaceName>();
    for (const { interface: iface, ...device } of this.file.devices) {
      if (wanted && !wanted.includes(iface)) continue;
      found.add(iface);
      // nothing is known of its values but what was recorded
      world.add(deviceFrom(device, this.source, iface), false);
    }
    layer.acceptAll();
    for (const [address, name] of Object.entries(this.file.names)) layer.names.set(address, name);
    for (const exchange of this.exchanges) remember(world, exchange);
    return [...(wanted ?? found)].sort();
  }

  private get exchanges(): readonly RecordedExchange[] {
    return this.file.format === "golden" ? this.file.exchanges : [];
  }

  /** What the CCU said to this question; `undefined` where nobody asked it, or where it is to act. */
  answer(iface: InterfaceName, method: string, params: readonly RpcValue[]): RecordedAnswer | undefined {
    if (OWN.has(method)) return undefined;
    const told = this.answers.get(keyOf(iface, method, JSON.stringify(params.map(plain))));
    const answer = told?.list[told.next];
    if (!told || !answer) return undefined;
    told.next = Math.min(told.next + 1, told.list.length - 1);
    return ACTS.test(method) && !answer.fault ? undefined : answer;
  }

  /** Somebody has registered at an interface: what it told is told again, once. */
  begin(process: InterfaceProcess): void {
    if (this.begun.has(process.name)) return;
    this.begun.add(process.name);
    const told = this.exchanges.filter(
      ({ direction, interface: iface, method }) =>
        direction === "callback" && iface === process.name && REPLAYED_CALLBACKS.has(method),
    );
    for (const { at, method, params } of told) {
      const cancel = this.clock.after(at, () => {
        this.cancels.delete(cancel);
        tellAgain(process, method, params as RpcValue[]);
      });
      this.cancels.add(cancel);
    }
  }

  end(): void {
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }
}

function tellAgain(process: InterfaceProcess, method: string, [, ...params]: RpcValue[]): void {
  if (method !== "event") {
    process.tell(method, params);
    return;
  }
  const [address, parameter, value] = params as [string, string, RpcValue];
  const { world } = process.around;
  const description = world.description(address, "VALUES")?.[parameter];
  if (isValue(value)) world.poke(address, parameter, value);
  process.emit([{ address, parameter, value: description && isValue(value) ? wire(description, value) : value }]);
}

const isValue = (value: unknown): value is Value => ["boolean", "number", "string"].includes(typeof value);

/** The first value of a data point that somebody was told is the one that it had. */
function remember(world: World, { direction, method, params, result }: RecordedExchange): void {
  if (direction !== "call") return;
  const [address, key] = params as [string, string];
  if (method === "getValue") set(world, address, { [key]: result });
  if (method === "getParamset" && key === "VALUES") set(world, address, result);
  if (method !== "getParamset" || key !== "MASTER" || typeof result !== "object") return;
  for (const [name, value] of Object.entries(result ?? {})) if (isValue(value)) world.master(address)?.set(name, value);
}
function set(world: World, address: string, values: unknown): void {
  for (const [name, value] of Object.entries(values ?? {}))
    if (isValue(value) && world.value(address, name) === undefined && world.has(address, name))
      world.poke(address, name, value);
}

function* answersOf(file: RecordingFile): Generator<[string, readonly RecordedAnswer[]]> {
  if (file.format === "map") {
    for (const [iface, methods] of Object.entries(file.calls))
      for (const [method, questions] of Object.entries(methods))
        for (const [params, list] of Object.entries(questions)) yield [keyOf(iface, method, params), list];
    return;
  }
  const lists = new Map<string, RecordedAnswer[]>();
  for (const { direction, interface: iface, method, params, result, fault } of file.exchanges) {
    if (direction === "callback") continue;
    const key = keyOf(iface, method, JSON.stringify(params));
    const answer: RecordedAnswer = fault ? { fault } : { result };
    lists.set(key, [...(lists.get(key) ?? []), answer]);
  }
  yield* lists;
}
