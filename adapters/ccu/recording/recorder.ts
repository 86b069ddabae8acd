/** Writes down what a CCU and its driver say to each other: one at a time for each central, within limits. */
import type {
  CcuRecording,
  Clock,
  DeviceBundle,
  RecordedExchange,
  RecordingOptions,
  RecordingStatus,
} from "../../../handlers/ports/index.ts";
import { isStruct, type RpcValue } from "../codec/value.ts";
import { recordingFile } from "./file.ts";
import { plain, plainParams, plainResult, SECRET } from "./plain.ts";

/** Calls and callbacks: an hour of a busy home (20,000 events a day) with everything that is polled. */
export const RECORDED_ENTRIES = 20_000;
/** Bytes of them: a list of 400 devices with its answers has some 5 MB. */
export const RECORDED_BYTES = 32 * 1024 * 1024;

export interface CallOutcome {
  result?: unknown;
  fault?: { code?: number; message: string };
}
type Call = Pick<RecordedExchange, "interface" | "protocol" | "method"> & { params: readonly unknown[] };

export interface Recorder extends CcuRecording {
  readonly active: boolean;
  /** A call begins; told how it ended. Nothing is done while nothing is recorded. */
  call(call: Call): ((outcome: CallOutcome) => void) | undefined;
  callback(call: Call): void;
}

export interface RecorderParts {
  central: string;
  clock: Clock;
  /** Texts that never appear, such as the password of the CCU. */
  hide: readonly string[];
  devices: () => readonly DeviceBundle[];
  names: () => Readonly<Record<string, string>>;
}

interface Recording {
  options: RecordingOptions;
  startedAt: number;
  /** JSON of each exchange: what is written down stays as it was. */
  entries: string[];
  bytes: number;
  truncated: boolean;
  cancel?: (() => void) | undefined;
  active: boolean;
}

export function createRecorder({ central, clock, hide, devices, names }: RecorderParts): Recorder {
  let recording: Recording | undefined;
  // as they stand in JSON; shorter ones would tear every word apart
  const hidden = hide.filter((text) => text.length >= 4).map((text) => JSON.stringify(text).slice(1, -1));

  function stop(): void {
    if (!recording) return;
    recording.cancel?.();
    recording.active = false;
  }
  function add(to: Recording, exchange: RecordedExchange): void {
    if (to !== recording || !to.active) return;
    let json = JSON.stringify(exchange);
    for (const text of hidden) json = json.replaceAll(text, SECRET);
    const bytes = Buffer.byteLength(json);
    if (to.entries.length >= RECORDED_ENTRIES || to.bytes + bytes > RECORDED_BYTES) {
      to.truncated = true;
      stop();
      return;
    }
    to.entries.push(json);
    to.bytes += bytes;
  }
  const since = (to: Recording) => clock.now() - to.startedAt;

  return {
    get active() {
      return recording?.active === true;
    },
    start(options) {
      stop();
      const cancel = clock.after(options.until - clock.now(), stop);
      recording = { options, startedAt: clock.now(), entries: [], bytes: 0, truncated: false, cancel, active: true };
    },
    stop,
    status(): RecordingStatus {
      if (!recording) return { active: false, entries: 0 };
      const { active, entries, options } = recording;
      const { randomize, until } = options;
      return { active, entries: entries.length, randomize, ...(active ? { endsAt: until } : {}) };
    },
    file(format) {
      if (!recording) return undefined;
      const { startedAt, truncated, options, entries } = recording;
      return recordingFile(format, {
        central,
        startedAt,
        truncated,
        randomize: options.randomize,
        devices: devices(),
        names: names(),
        exchanges: entries.map((json) => JSON.parse(json) as RecordedExchange),
      });
    },
    call({ interface: iface, protocol, method, params }) {
      const to = recording;
      if (!to?.active) return undefined;
      const at = since(to);
      return ({ result, fault }) => {
        const ms = since(to) - at;
        const how = { at, direction: "call", interface: iface, protocol } as const;
        const batch = method === "system.multicall" && !fault ? singles(params[0], result) : undefined;
        const all = batch ?? [{ method, params, ...(fault ? { fault } : { result }) }];
        for (const one of all) add(to, exchangeOf(how, one, ms));
      };
    },
    callback({ interface: iface, protocol, method, params }) {
      const to = recording;
      if (!to?.active) return;
      const how = { at: since(to), direction: "callback", interface: iface, protocol } as const;
      add(to, { ...how, method, params: plainParams(method, params) });
    },
  };
}

interface Single extends CallOutcome {
  method: string;
  params: readonly unknown[];
}

const exchangeOf = (
  how: Pick<RecordedExchange, "at" | "direction" | "interface" | "protocol">,
  { method, params, result, fault }: Single,
  ms: number,
): RecordedExchange => ({
  ...how,
  method,
  params: plainParams(method, params),
  ...(fault ? { fault: plain(fault) as NonNullable<CallOutcome["fault"]> } : { result: plainResult(method, result) }),
  ms,
});

/** The calls of a batch of ours, each with its answer; `undefined` where the answer does not fit the question. */
function singles(calls: unknown, answers: unknown): Single[] | undefined {
  const batch = calls as readonly { methodName: string; params: readonly RpcValue[] }[];
  if (!Array.isArray(answers) || answers.length !== batch.length) return undefined;
  return batch.map(({ methodName, params }, at): Single => {
    const one = { method: methodName, params };
    const answer = answers[at] as RpcValue;
    if (!isStruct(answer)) return { ...one, result: Array.isArray(answer) ? answer[0] : answer };
    const { faultCode, faultString } = answer as { faultCode?: unknown; faultString?: unknown };
    return {
      ...one,
      fault: { ...(typeof faultCode === "number" ? { code: faultCode } : {}), message: String(faultString) },
    };
  });
}
