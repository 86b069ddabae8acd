/** Who a user of the CCU is, by a login of its own (protocol document, 15.3). */
import { CcuFault, type CcuUserLevel, type Clock, expiredFault } from "../../handlers/ports/index.ts";
import { JsonWire } from "./json-wire.ts";
import type { Endpoint } from "./rpc-client.ts";

/** Checks that wait for their turn: each takes a second of the CCU's web server. More is somebody who guesses. */
export const CHECKS_WAITING = 8;
/** Milliseconds of one call; a person waits for all five. */
export const CALL_MS = 5_000;
/** "invalid credentials or too many sessions", and a session without the level (15.2). */
const REFUSED = 501;
const DENIED = 400;

/** Calls that change nothing, the level that each needs, and the highest first: the session has the first that is allowed. */
const PROBES: readonly { method: string; level: CcuUserLevel }[] = [
  { method: "CCU.getAuthEnabled", level: 8 },
  { method: "SysVar.getAll", level: 2 },
  { method: "Interface.listInterfaces", level: 1 },
];

export class UserCheck {
  readonly #open: () => JsonWire;
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(endpoint: Endpoint, clock: Clock) {
    this.#clock = clock;
    this.#open = () => new JsonWire(endpoint, clock);
  }

  /** One after the other, so that all checks together need one session. */
  level(username: string, password: string, deadline: number): Promise<CcuUserLevel | null> {
    if (this.#waiting >= CHECKS_WAITING)
      return Promise.reject(new CcuFault("transport", "too many logins wait for the CCU"));
    this.#waiting++;
    const run = this.#last
      .then(() => {
        if (this.#clock.now() > deadline) throw expiredFault();
        return this.#tried(username, password);
      })
      .finally(() => {
        this.#waiting--;
      });
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** What is beyond ASCII is UTF-8 to some CCUs and Latin-1 to others. */
  async #tried(username: string, password: string): Promise<CcuUserLevel | null> {
    const once = await this.#check(username, password, false);
    // a session that is over is refused as one without rights is, and nothing else tells them apart
    const found = once === 0 ? await this.#check(username, password, false) : once;
    const isPlain = /^[\x20-\x7e]*$/.test(username + password);
    return found === null && !isPlain ? this.#check(username, password, true) : found;
  }

  async #check(username: string, password: string, latin1: boolean): Promise<CcuUserLevel | null> {
    const wire = this.#open();
    wire.latin1 = latin1;
    const options = { timeoutMs: CALL_MS };
    try {
      const session = await wire.send("Session.login", { username, password }, options).catch((error: unknown) => {
        if (error instanceof CcuFault && error.code === REFUSED) return null;
        throw error;
      });
      if (session === null) return null;
      if (typeof session !== "string" || session === "")
        throw new CcuFault("transport", "the CCU answers a login with neither a session nor a refusal");
      try {
        return await levelOf(wire, session);
      } finally {
        await wire.send("Session.logout", { _session_id_: session }, { timeoutMs: CALL_MS }).catch(() => undefined);
      }
    } finally {
      wire.close();
    }
  }
}

async function levelOf(wire: JsonWire, session: string): Promise<CcuUserLevel> {
  for (const { method, level } of PROBES) {
    try {
      await wire.send(method, { _session_id_: session }, { timeoutMs: CALL_MS });
      return level;
    } catch (error) {
      // whatever else is wrong says nothing about the level: it must not be taken for a lower one, nor for a higher one
      if (!(error instanceof CcuFault) || error.code !== DENIED) throw error;
    }
  }
  return 0;
}
