/** Runs scripts in the logic layer: through JSON-RPC, or on its own port. One at a time: ReGa has a single interpreter. */
import { named } from "../../../handlers/kernel/named-log.ts";
import { CcuFault, type Clock, expiredFault, type Log } from "../../../handlers/ports/index.ts";
import { decodeText } from "../codec/value.ts";
import type { HubAccess } from "../config.ts";
import { toCcuFault } from "../faults.ts";
import type { JsonCall } from "../json-client.ts";
import { parseJson } from "../json-wire.ts";
import { JsonRpcSession } from "../jsonrpc.ts";
import { outcomeOf } from "../observed-client.ts";
import { CallQueue } from "../queue.ts";
import type { Recorder } from "../recording/recorder.ts";
import { checkStatus, createHttpClient } from "../rpc-client.ts";
import { DAMAGED, type Script } from "./script.ts";

/** Scripts that the user may not run are not tried for so long: somebody may give the right to. */
const DENIED_MS = 600_000;
/** The same for a port that is closed, or swallows connections: shorter, a CCU that starts opens it late. */
const CLOSED_MS = 60_000;

/** JSON-RPC where scripts cannot run. */
export interface Fallback {
  readonly call: JsonCall;
  /** Whether JSON-RPC may answer where a script failed so. */
  helps(fault: CcuFault): boolean;
  /** For how long no script can run after this fault, in milliseconds; 0 = it was only this one. */
  pauseAfter(fault: CcuFault): number;
}

export interface ScriptRunner {
  /**
   * What the script's answer says. Rejects with `CcuFault`: transport where no complete answer came, or where it was not
   * sent because its turn came after `deadline` (milliseconds since the epoch).
   */
  run<Answer>(script: Script<Answer>, deadline?: number): Promise<Answer>;
  /** The CCU hands bytes through unconverted (stock firmware). */
  useLatin1(latin1: boolean): void;
  /** Other methods of the WebUI, in the same session. */
  readonly json?: JsonCall;
  /** Absent where there is no user to log in with. */
  readonly fallback?: Fallback;
  /** The login at the WebUI; absent where there is no user for it. */
  readonly web?: JsonRpcSession;
  /** Logs out. */
  close(): Promise<void>;
}

export function createScriptRunner(access: HubAccess, clock: Clock, log: Log, recorder?: Recorder): ScriptRunner {
  const parts = { clock, log, recorder };
  const runner = access.kind === "json" ? overJson(access, parts) : onScriptPort(access, parts);
  const queue = new CallQueue(clock, 0);
  const damage = new Map<string, number | undefined>();
  /** Told when it changes: a list is read every half minute. */
  const tell = (script: string, count: number | undefined): void => {
    if (count && count !== damage.get(script)) {
      log.warn("records of the logic layer could not be understood and are left out", { script, count });
    }
    damage.set(script, count);
  };
  return {
    ...runner,
    // What a person waits for comes before what is read in bulk.
    async run(script, deadline = Number.POSITIVE_INFINITY) {
      const output = await queue.read(async () => {
        if (clock.now() > deadline) throw expiredFault();
        return recorded(recorder, script, () => runner.send(script, deadline));
      }, script.name.startsWith("read-"));
      return readAnswer(script, output, (count) => tell(script.name, count));
    },
  };
}

/** Sends a script, one at a time; resolves to its output. */
interface ScriptSender extends Omit<ScriptRunner, "run"> {
  send(script: Script<unknown>, deadline: number): Promise<unknown>;
}

const UNREADABLE = new WeakSet<object>();
/** Whether a script was answered, with something that it does not write. */
export const isUnreadable = (fault: unknown): boolean =>
  typeof fault === "object" && fault !== null && UNREADABLE.has(fault);

/** Access denied, method not found, argument missing: what JSON-RPC answers to whom it lets run no scripts (15.2). */
const DENIALS: ReadonlySet<number | undefined> = new Set([400, 401, 402]);

interface SenderParts {
  clock: Clock;
  log: Log;
  recorder: Recorder | undefined;
}

/** Of a script its name, what it is asked, and its output: its text is part of this program. */
async function recorded(
  recorder: Recorder | undefined,
  { name, args }: Script<unknown>,
  run: () => Promise<unknown>,
): Promise<unknown> {
  // what is written with one may be a secret of the household's
  const params = name.startsWith("read-") ? [args] : [];
  const record = recorder?.call({ interface: "ReGa", protocol: "script", method: name, params });
  try {
    const result = await run();
    record?.({ result });
    return result;
  } catch (error) {
    record?.(outcomeOf(error));
    throw error;
  }
}

function overJson(access: Extract<HubAccess, { kind: "json" }>, { clock, log, recorder }: SenderParts): ScriptSender {
  const { endpoint, username, password } = access;
  const session = new JsonRpcSession({ endpoint, username, password, clock, log: named(log, "jsonrpc"), recorder });
  const json: JsonCall = (method, params, deadline) => session.call(method, params, deadline);
  return {
    json,
    web: session,
    fallback: {
      call: json,
      // another answer of the same server may be better; a server that does not answer has none
      helps: (fault) => fault.code !== undefined || isUnreadable(fault),
      pauseAfter: (fault) => (DENIALS.has(fault.code) ? DENIED_MS : 0),
    },
    send: (script, deadline) => json("ReGa.runScript", { script: script.text }, deadline),
    useLatin1(latin1) {
      session.latin1 = latin1;
    },
    close: () => session.close(),
  };
}

function onScriptPort(
  access: Extract<HubAccess, { kind: "script" }>,
  { clock, log, recorder }: SenderParts,
): ScriptSender {
  // Inside, ReGa closes its connections without saying so (2.2): never pooled.
  const http = createHttpClient(access.endpoint, clock, false);
  const session = access.json
    ? new JsonRpcSession({ ...access.json, clock, log: named(log, "jsonrpc"), recorder })
    : undefined;
  const fallback = session && {
    call: ((method, params, deadline) => session.call(method, params, deadline)) satisfies JsonCall,
    helps: () => true,
    pauseAfter: (fault: CcuFault) => (isUnreadable(fault) ? 0 : CLOSED_MS),
  };
  return {
    ...(fallback ? { fallback, web: session } : {}),
    async send(script, sendBy) {
      try {
        const answer = await http.send(
          "/tclrega.exe",
          Buffer.from(script.text, "latin1"),
          "text/plain; charset=iso-8859-1",
          { sendBy },
        );
        checkStatus(answer);
        const text = decodeText(answer.body);
        // The output is followed by one element per variable; a text in it may look alike, so the last one counts.
        const end = text.lastIndexOf("<xml>");
        return end === -1 ? text : text.slice(0, end);
      } catch (error) {
        throw toCcuFault(error, script.name);
      }
    },
    useLatin1(latin1) {
      if (session) session.latin1 = latin1;
    },
    async close() {
      http.close();
      await session?.close();
    },
  };
}

function unreadable(reason: string, cause?: unknown): CcuFault {
  const fault = new CcuFault("transport", reason, undefined, { cause });
  UNREADABLE.add(fault);
  return fault;
}

function readAnswer<Answer>(
  script: Script<Answer>,
  output: unknown,
  damaged: (count: number | undefined) => void,
): Answer {
  const text = typeof output === "string" ? output.trim() : "";
  if (text === "") throw unreadable(`the script ${script.name} had no output: it failed, or ReGa is starting`);
  try {
    const answer = parseJson(text) as Record<PropertyKey, unknown> | null;
    if (typeof answer !== "object" || answer === null || answer.end !== true) throw new TypeError("the end is missing");
    const read = script.read(answer);
    damaged(answer[DAMAGED] as number | undefined);
    return read;
  } catch (error) {
    throw unreadable(`the answer of script ${script.name} is not complete: ${(error as Error).message}`, error);
  }
}
