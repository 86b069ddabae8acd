/** One interface process as the rest of the driver calls it: client, queue, fault classes and what it turned out to lack. */
import {
  CcuFault,
  type Clock,
  type Deadline,
  EXPIRED,
  expiredFault,
  type InterfaceName,
  type Log,
  type WriteOutcome,
} from "../../handlers/ports/index.ts";
import { checkAnswer, readableMembers } from "./answers.ts";
import { faultOf, isStruct, RpcFault, RpcFormatError, type RpcValue } from "./codec/value.ts";
import { type CcuConfig, endpointOf, type InterfaceSpec, type Protocol, protocolOf } from "./config.ts";
import type { DamageReport } from "./damage.ts";
import { isNoAnswer, isSilent, isUnreadable, notReady, toCcuFault } from "./faults.ts";
import { createJsonClient, type JsonCall } from "./json-client.ts";
import { type ObservedClient, observed } from "./observed-client.ts";
import { probe } from "./probe.ts";
import { CallQueue, GAP_MS, MAX_WRITE_WAIT_MS, type WriteJob } from "./queue.ts";
import type { Recorder } from "./recording/recorder.ts";
import { type CallOptions, createBinRpcClient, createXmlRpcClient, type RpcClient } from "./rpc-client.ts";

/** Families that behave alike. */
export type Family = "bidcos-rf" | "bidcos-wired" | "hmip" | "virtual" | "cuxd" | "other";

const FAMILIES: Readonly<Record<string, Family>> = {
  "BidCos-RF": "bidcos-rf",
  "BidCos-Wired": "bidcos-wired",
  "HmIP-RF": "hmip",
  VirtualDevices: "virtual",
  CUxD: "cuxd",
};

/** What every interface process has: an odd answer to one of these is no sign that it lacks it. */
const ESSENTIAL = new Set([
  "init",
  "listDevices",
  "getValue",
  "setValue",
  "getParamset",
  "putParamset",
  "getParamsetDescription",
]);

/**
 * Bulk reads in a row that may stay without an answer while the interface answers other calls: each is a single loss. One
 * more, and its work is what hangs. Each of them costs its whole time limit, so that there are few.
 */
export const MAX_SILENT_READS = 2;

export interface ReadOptions {
  /** After all other reads: bulk loading. */
  low?: boolean;
  timeoutMs?: number;
  /** Told the answer's message as it came (XML-RPC). */
  received?: (message: Uint8Array) => void;
}

/** Who else hears of the calls. */
export interface WireObservers {
  log?: Log;
  recorder?: Recorder | undefined;
}
const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

export class Wire {
  readonly name: InterfaceName;
  readonly family: Family;
  readonly protocol: Protocol;
  /** Through the WebUI: no registration, no callbacks, no multicall. */
  readonly polled: boolean;
  readonly client: ObservedClient;
  readonly queue: CallQueue;
  /** Answer of `getVersion`; "" until it is known. */
  version = "";
  readonly #clock: Clock;
  readonly #lacking = new Set<string>();
  /** Bulk reads in a row that were not answered in time. */
  #silentReads = 0;
  /** Told when a call could not reach the CCU: the watchdog looks at once. */
  unreachable: (fault: CcuFault) => void = () => undefined;
  /** Told what of an answer could not be read. */
  damaged: DamageReport = () => undefined;

  /** `json`: calls of the WebUI's session, for an interface that is reached through it. */
  constructor(config: CcuConfig, spec: InterfaceSpec, clock: Clock, json?: JsonCall, observers: WireObservers = {}) {
    this.name = spec.name;
    this.#clock = clock;
    this.family = Object.hasOwn(FAMILIES, spec.name) ? (FAMILIES[spec.name] as Family) : "other";
    this.protocol = protocolOf(spec);
    this.polled = spec.rpc_type === "jsonrpc";
    const client = this.polled ? jsonClient(spec, json) : this.#ownClient(config, spec, clock);
    const protocol = this.polled ? "jsonrpc" : this.protocol;
    this.client = observed(client, { interface: spec.name, protocol, clock, log: SILENT, ...observers });
    this.queue = new CallQueue(clock, this.family === "bidcos-rf" || this.family === "hmip" ? GAP_MS : 0);
  }

  #ownClient(config: CcuConfig, spec: InterfaceSpec, clock: Clock): RpcClient {
    const create = this.protocol === "binrpc" ? createBinRpcClient : createXmlRpcClient;
    return create(endpointOf(config, spec), clock);
  }

  get isHomegear(): boolean {
    return this.version.includes("Homegear");
  }

  /** The daemon sends every batch again when its answer was late. */
  get isRfd(): boolean {
    return this.family === "bidcos-rf" || this.family === "bidcos-wired";
  }

  /** Past the queue, for what the connection itself needs. Rejects with `CcuFault`. */
  async direct(method: string, params: readonly RpcValue[], timeoutMs?: number): Promise<RpcValue> {
    return this.#call(method, params, { idempotent: true, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  }

  /** A read, one at a time. Repeatable, so a dead pooled connection costs nothing. */
  read(method: string, params: readonly RpcValue[], { low, ...options }: ReadOptions = {}): Promise<RpcValue> {
    return this.queue.read(() => this.#call(method, params, { idempotent: true, ...options }), low);
  }

  /**
   * Several reads in one call (`[method, ...params]`): values and faults in their order. One by one where that fails. A
   * call that is not answered properly costs itself, as long as the interface answers anything else.
   */
  async readMany(
    calls: readonly (readonly [string, ...RpcValue[]])[],
    options: ReadOptions = {},
  ): Promise<(RpcValue | CcuFault)[]> {
    if (calls.length > 1 && this.family !== "cuxd" && !this.polled) {
      const batch = calls.map(([methodName, ...params]) => ({ methodName, params }));
      const answers = await this.#readOne("system.multicall", [batch], options);
      if (Array.isArray(answers) && answers.length === calls.length) {
        return answers.map((answer, i) => this.#single(answer as RpcValue, calls[i] as readonly [string]));
      }
    }
    const answers: (RpcValue | CcuFault)[] = [];
    let lives = false;
    for (const [method, ...params] of calls) {
      const answer = await this.#readOne(method, params, options);
      if (answer instanceof CcuFault) {
        // no answer at all: of this call only, or of everything?
        if (isNoAnswer(answer) && !lives) await probe(this);
        lives ||= isNoAnswer(answer);
      }
      answers.push(answer);
    }
    return answers;
  }

  /** Rejects where the fault concerns all calls alike: also where nothing is answered in time, neither this nor a probe. */
  async #readOne(method: string, params: readonly RpcValue[], options: ReadOptions): Promise<RpcValue | CcuFault> {
    const answer = await this.read(method, params, options).catch((fault: CcuFault) => fault);
    if (!(answer instanceof CcuFault && isSilent(answer))) {
      this.#silentReads = 0;
      if (answer instanceof CcuFault && isFatal(answer)) throw answer;
      return answer;
    }
    if (++this.#silentReads > MAX_SILENT_READS) {
      this.#silentReads = 0;
      throw answer;
    }
    await probe(this);
    return answer;
  }

  /** One element of a multicall's answer: a list of one value, or a fault struct. */
  #single(answer: RpcValue, [method, ...params]: readonly [string, ...RpcValue[]]): RpcValue | CcuFault {
    if (isStruct(answer)) return toCcuFault(faultOf(answer), method);
    try {
      if (!Array.isArray(answer) || answer.length > 1) throw new RpcFormatError("no list of one value");
      return this.#readable(method, params, answer[0]);
    } catch (error) {
      return toCcuFault(error, method);
    }
  }

  /** Throws `RpcFormatError` for an answer that is none. */
  #readable(method: string, params: readonly RpcValue[], answer: RpcValue): RpcValue {
    const value = checkAnswer(method, answer);
    if (method !== "getParamset" || !isStruct(value)) return value;
    const [address, key] = params;
    return readableMembers(value, (name) => this.damaged(String(address), `${key} ${name}`));
  }

  /**
   * Something that acts: never repeated, and refused where its turn comes after `deadline`. In the read queue, because it
   * is no radio command to a device.
   */
  act(method: string, params: readonly RpcValue[], deadline: Deadline, timeoutMs?: number): Promise<RpcValue> {
    return this.queue.read(async () => {
      if (this.#clock.now() > deadline) throw expiredFault();
      return this.#call(method, params, { sendBy: deadline, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
    });
  }

  /** Something that acts and takes minutes: past the queue, so that the house can be switched meanwhile. Never repeated. */
  async beside(method: string, params: readonly RpcValue[], deadline: Deadline, timeoutMs: number): Promise<RpcValue> {
    if (this.#clock.now() > deadline) throw expiredFault();
    return this.#call(method, params, { sendBy: deadline, timeoutMs });
  }

  /** A write in the write queue. */
  write(job: Omit<WriteJob, "run">, method: string, params: readonly RpcValue[]): Promise<WriteOutcome> {
    return this.queue.write({
      ...job,
      run: async () => {
        const sendBy = Math.min(job.deadline, this.#clock.now() + MAX_WRITE_WAIT_MS);
        await this.#call(method, params, { sendBy });
      },
    });
  }

  /** After a restart anything may be different. */
  forget(): void {
    this.#lacking.clear();
  }

  async #call(method: string, params: readonly RpcValue[], options: CallOptions): Promise<RpcValue> {
    if (this.#lacking.has(method)) throw new CcuFault("unsupported", `${this.name} does not support ${method}`);
    try {
      return this.#readable(method, params, await this.client.call(method, params, options));
    } catch (error) {
      const fault = toCcuFault(error, method);
      const absent = fault.class === "unsupported" && fault.code !== -6 && error instanceof RpcFault;
      if (absent && !ESSENTIAL.has(method)) this.#lacking.add(method);
      const concernsAll = fault.cause !== EXPIRED && (!isUnreadable(fault) || notReady(fault));
      if (fault.class === "transport" && concernsAll) this.unreachable(fault);
      throw fault;
    }
  }
}

/** A fault that concerns all calls alike; what is no answer may concern the one call only. */
const isFatal = (fault: CcuFault): boolean =>
  fault.class === "auth" || (fault.class === "transport" && !isNoAnswer(fault));

/** Throws `RangeError` where there is no such session. */
function jsonClient({ name }: InterfaceSpec, json: JsonCall | undefined): RpcClient {
  if (!json) throw new RangeError(`${name} over JSON-RPC needs the user of the CCU's web interface`);
  return createJsonClient(name, json);
}
