/** A recording as a file, in one of its two formats. Pure, but for chance. */
import type {
  DeviceBundle,
  GoldenRecording,
  MapRecording,
  RecordedAnswer,
  RecordedExchange,
  RecordingFile,
} from "../../../handlers/ports/index.ts";
import { randomizer } from "./randomize.ts";

interface Recorded {
  central: string;
  startedAt: number;
  truncated: boolean;
  randomize: boolean;
  devices: readonly DeviceBundle[];
  names: Readonly<Record<string, string>>;
  exchanges: readonly RecordedExchange[];
}

export function recordingFile(format: RecordingFile["format"], recorded: Recorded): RecordingFile {
  const { central, startedAt, truncated, randomize, devices, names, exchanges } = recorded;
  const head = {
    version: 1 as const,
    central,
    started_at: new Date(startedAt).toISOString(),
    randomized: randomize,
    truncated,
    devices,
    names,
  };
  const file: RecordingFile =
    format === "golden"
      ? ({ ...head, format, exchanges } satisfies GoldenRecording)
      : ({ ...head, format: "map", calls: keyed(exchanges) } satisfies MapRecording);
  return randomize ? (JSON.parse(randomizer(devices, exchanges)(JSON.stringify(file))) as RecordingFile) : file;
}

type Writable = Record<string, Record<string, Record<string, RecordedAnswer[]>>>;

const empty = <T>(): T => Object.create(null) as T;

function memberOf<T>(record: Record<string, T>, key: string, make: () => T): T {
  const found = record[key] ?? make();
  record[key] = found;
  return found;
}

/** Answers by what was asked. What differs from the last answer to the same question is one more. */
function keyed(exchanges: readonly RecordedExchange[]): MapRecording["calls"] {
  // no prototypes: methods and parameters may be called anything
  const calls: Writable = empty();
  for (const { direction, interface: iface, method, params, result, fault } of exchanges) {
    if (direction === "callback") continue;
    const methods = memberOf(calls, iface, empty<Writable[string]>);
    const answers = memberOf(methods, method, empty<Writable[string][string]>);
    const list = memberOf(answers, JSON.stringify(params), (): RecordedAnswer[] => []);
    const answer: RecordedAnswer = fault ? { fault } : { result };
    if (JSON.stringify(list.at(-1)) !== JSON.stringify(answer)) list.push(answer);
  }
  return calls;
}
