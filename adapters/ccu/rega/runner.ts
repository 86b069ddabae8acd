/** Runs scripts in the logic layer: through JSON-RPC, or on its own port. One at a time: ReGa has a single interpreter. */
import { CcuFault, type Clock, expiredFault, type Log } from "../../../handlers/ports/index.ts";
import { decodeText } from "../codec/value.ts";
import type { HubAccess } from "../config.ts";
import { toCcuFault } from "../faults.ts";
import type { JsonCall } from "../json-client.ts";
import { JsonRpcSession, parseJson } from "../jsonrpc.ts";
import { checkStatus, createHttpClient } from "../rpc-client.ts";
import type { Script } from "./script.ts";

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
  /** Logs out. */
  close(): Promise<void>;
}

export function createScriptRunner(access: HubAccess, clock: Clock, log: Log): ScriptRunner {
  return access.kind === "json" ? overJson(access, clock, log) : onScriptPort(access, clock);
}

function overJson(access: Extract<HubAccess, { kind: "json" }>, clock: Clock, log: Log): ScriptRunner {
  const { endpoint, username, password } = access;
  const session = new JsonRpcSession({ endpoint, username, password, clock, log });
  return {
    json: (method, params, deadline) => session.call(method, params, deadline),
    async run(script, deadline) {
      return readAnswer(script, await session.call("ReGa.runScript", { script: script.text }, deadline));
    },
    useLatin1(latin1) {
      session.latin1 = latin1;
    },
    close: () => session.close(),
  };
}

function onScriptPort(access: Extract<HubAccess, { kind: "script" }>, clock: Clock): ScriptRunner {
  // Inside, ReGa closes its connections without saying so (2.2): never pooled.
  const http = createHttpClient(access.endpoint, clock, false);
  let last: Promise<unknown> = Promise.resolve();
  const post = async (script: Script<unknown>, sendBy: number): Promise<string> => {
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
      return end < 0 ? text : text.slice(0, end);
    } catch (error) {
      throw toCcuFault(error, script.name);
    }
  };
  return {
    async run(script, deadline = Number.POSITIVE_INFINITY) {
      const answer = last.then(() => {
        if (clock.now() > deadline) throw expiredFault();
        return post(script, deadline);
      });
      last = answer.catch(() => undefined);
      return readAnswer(script, await answer);
    },
    useLatin1: () => undefined,
    async close() {
      http.close();
    },
  };
}

function readAnswer<Answer>(script: Script<Answer>, output: unknown): Answer {
  const text = typeof output === "string" ? output.trim() : "";
  if (text === "")
    throw new CcuFault("transport", `the script ${script.name} had no output: it failed, or ReGa is starting`);
  try {
    const answer = parseJson(text);
    if (typeof answer !== "object" || answer === null || (answer as Record<string, unknown>).end !== true) {
      throw new TypeError("the end is missing");
    }
    return script.read(answer as Record<string, unknown>);
  } catch (error) {
    const reason = `the answer of script ${script.name} is not complete: ${(error as Error).message}`;
    throw new CcuFault("transport", reason, undefined, { cause: error });
  }
}
