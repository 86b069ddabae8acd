/**
 * One interface from down to up and back: connects, watches by ping and silence, and registers anew only on evidence
 * that the CCU forgot us (protocol document, section 7). Never gives up.
 */
import { CcuFault, type Clock, type Log } from "../../handlers/ports/index.ts";
import { isNoAnswer, isSilent, notReady } from "./faults.ts";
import type { Registration } from "./handshake.ts";
import { PROBE_TIMEOUT_MS, probe } from "./probe.ts";
import { Pause } from "./waiting.ts";
import type { Wire } from "./wire.ts";

/** Recovery is promised within 60 s: a ping this often, two answers awaited, leaves half of it for the CCU. */
const PING_MS = 20_000;
/** The same while the CCU is about to go, and where a ping was not answered. */
const CLOSE_WATCH_MS = 3_000;
/** A PONG that takes longer is missing; the next ping follows at once. */
const PONG_GRACE_MS = 10_000;
/** After an outage a CCU lists nothing or only a part at first (7.3): wait, then look again. */
const WARM_UP_MS = 15_000;
/** First attempts to connect follow quickly; the ceiling keeps recovery below 60 s with warm-up and handshake. */
const RETRY_MS = [2000, 5000, 10_000, 20_000] as const;
/** An interface that was never there while the CCU is (BidCos-Wired without a gateway) is asked rarely after this time. */
const PATIENCE_MS = 600_000;
const ABSENT_RETRY_MS = 300_000;
/** Wrong credentials do not mend by themselves; the CCU is not to be stormed. */
const AUTH_RETRY_MS = 300_000;
/** The CCU answers but has never called back: longer and longer, because each `init` costs HmIP a thread. */
const NEVER_CALLED_MS = [180_000, 600_000, 1_800_000, 3_600_000] as const;
/** Silence is no evidence for this long; an interface that sends PONGs is never silent. */
const SILENCE_MS = 3_600_000;
/** Callbacks to list devices belong to our own `init` for this long (VirtualDevices take their time). */
const RESTART_SILENCE_MS = 60_000;

export type ConnectionState =
  | "down"
  | "probing"
  | "booting"
  | "warming_up"
  | "initialising"
  | "loading"
  | "up"
  | "stopped";

export interface ConnectionHooks {
  /** State or note changed. */
  changed(): void;
  /** Before a registration. Never rejects. */
  connecting(): Promise<void>;
  /** Everything that must be read after a registration. Rejects with `CcuFault` where the CCU fails meanwhile. */
  load(): Promise<void>;
  /** Connected again after an outage. */
  recovered(): void;
  /** Other interfaces of this CCU are there: it runs. */
  othersConnected(): boolean;
  /** The daemon showed that it restarted and kept our registration: what it knows must be read again. */
  restarted(): void;
}

/** `lost`: PONGs are missing, the CCU forgot us. `silent`: it has never called, or not for an hour; perhaps it cannot. */
type Ending = "down" | "lost" | "silent" | "address" | "forced";

export class InterfaceConnection {
  readonly #wire: Wire;
  readonly #registration: Registration;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #hooks: ConnectionHooks;
  readonly #pause: Pause;
  readonly #pongWait: Pause;
  #stopped = false;
  #forced: boolean | undefined;
  /** A call failed as if nobody were there: the next ping, which tells, is not waited for. */
  #suspect: boolean | undefined;
  #done: Promise<void> = Promise.resolve();
  #established: ((fault?: CcuFault) => void)[] = [];
  #ever = false;
  /** Unknown until `start`. */
  #startedAt = Number.NaN;
  #silentRounds = 0;
  #token = 0;
  #found = nothingFound();
  #lastPong = "";
  /** This interface has sent a PONG to us, some time. */
  #pongsKnown = false;
  /** Registrations in a row that were given up for a missing PONG without having seen one. */
  #fruitless = 0;
  #ending: Ending | undefined;
  /** Why it is not connected, as the log has it: the same reason is told once, not with every attempt. */
  #told: string | undefined;
  state: ConnectionState = "down";
  note: string | undefined;
  /** Before any callback: earlier than any moment. */
  #calledAt = -1;
  latencyMs: number | undefined;

  #closelyUntil = Number.NaN;

  constructor(parts: { wire: Wire; registration: Registration; clock: Clock; log: Log }, hooks: ConnectionHooks) {
    this.#wire = parts.wire;
    this.#registration = parts.registration;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#hooks = hooks;
    this.#pause = new Pause(parts.clock);
    this.#pongWait = new Pause(parts.clock);
  }

  get lastCallbackAt(): number | undefined {
    return this.#calledAt === -1 ? undefined : this.#calledAt;
  }

  start(): void {
    this.#startedAt = this.#clock.now();
    this.#wire.unreachable = () => {
      if (this.state !== "up") return;
      this.#suspect = true;
      this.#pause.end();
    };
    this.#done = this.#run();
  }

  /** Ends the loop and deregisters. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pause.stop();
    this.#pongWait.stop();
    await this.#registration.end();
    this.#wire.queue.clear(closing());
    this.#wire.client.close();
    await this.#done;
    for (const settle of this.#established.splice(0)) settle(closing());
  }

  #wakeUp(): void {
    this.#pause.end();
    this.#pongWait.end();
  }

  /** Deregisters, connects anew. Rejects where the first attempt fails; attempts go on. */
  reconnect(): Promise<void> {
    if (this.#stopped) return Promise.reject(closing());
    return new Promise((resolve, reject) => {
      this.#established.push((fault) => (fault ? reject(fault) : resolve()));
      this.#forced = true;
      this.#wakeUp();
    });
  }

  /** For so long the CCU may go at any moment: it is to be noticed soon. */
  watchClosely(ms: number): void {
    this.#closelyUntil = this.#clock.now() + ms;
    this.#pause.end();
  }

  /** Another interface showed that the CCU may have restarted: without PONGs we would not notice, so register anew. */
  renewIfBlind(): void {
    if (this.state !== "up" || this.#judgesByPong()) return;
    this.#forced = true;
    this.#wakeUp();
  }

  /** Any callback. */
  contacted(method: string): void {
    const first = this.#calledAt < this.#registration.at;
    this.#calledAt = this.#clock.now();
    this.#silentRounds = 0;
    if (first) this.#hooks.changed();
    // Unasked: the daemon has just started with the registration it kept (7.2). What follows our own init is no such sign.
    const asked = this.#clock.now() - this.#registration.at < RESTART_SILENCE_MS;
    if (this.state === "up" && !asked && (method === "system.listMethods" || method === "listDevices")) {
      this.#hooks.restarted();
    }
  }

  /** A PONG; `caller` is what some client gave to `ping`. Foreign ones count as life, not as ours. */
  pong(caller: string): void {
    if (!caller.startsWith(`${this.#registration.pingName}#`)) return;
    this.#found.pongs++;
    this.#pongsKnown = true;
    this.#fruitless = 0;
    this.#lastPong = caller;
    this.#pongWait.end();
  }

  async #run(): Promise<void> {
    let attempt = 0;
    let outage = false;
    while (!this.#stopped) {
      try {
        await this.#establish(outage);
        if (this.#stopped) break;
        attempt = 0;
        const ending = await this.#live();
        if (ending === undefined) break;
        this.#ending = ending;
        outage = ending === "down";
        if (ending === "lost" && this.#found.pongs === 0) this.#fruitless++;
        if (ending === "forced") await this.#registration.end();
        const deaf = ending === "lost" || ending === "silent";
        this.#set("down", deaf ? "the CCU does not call back" : this.note);
      } catch (error) {
        const fault = error as CcuFault;
        if (this.#stopped) break;
        outage ||= notReady(fault) || (fault.class === "transport" && attempt > 0);
        this.#fail(fault);
        await this.#pause.sleep(this.#retryMs(attempt++, fault));
      }
    }
    this.#set("stopped", undefined);
  }

  async #establish(outage: boolean): Promise<void> {
    this.#forced = false;
    this.#set("probing", this.note);
    await probe(this.#wire);
    if (outage) {
      this.#set("warming_up", "the CCU is back and starting");
      await this.#pause.sleep(WARM_UP_MS);
      if (this.#stopped) return;
      await probe(this.#wire);
    }
    this.#wire.forget();
    await this.#hooks.connecting();
    if (this.#stopped) return;
    this.#set("initialising", undefined);
    await this.#registration.establish((since) => this.#calledAt >= since);
    if (this.#stopped) {
      await this.#registration.end();
      return;
    }
    this.#set("loading", undefined);
    await this.#hooks.load();
    const again = this.#ever;
    this.#ever = true;
    this.#found = nothingFound();
    this.#told = undefined;
    this.#set("up", undefined);
    for (const settle of this.#established.splice(0)) settle();
    if (again && (this.#ending === "down" || this.#ending === "lost")) this.#hooks.recovered();
  }

  /** Watches until there is a reason to connect anew; `undefined`: it was stopped. */
  async #live(): Promise<Ending | undefined> {
    let unanswered = 0;
    let missing = 0;
    // The first ping is sent at once: until its PONG is here, nothing would show that the CCU forgot us.
    for (let first = true; ; first = false) {
      const now = first || this.#suspect || this.#forced || missing > 0;
      const closely = unanswered > 0 || this.#clock.now() < this.#closelyUntil;
      if (!now) await this.#pause.sleep(closely ? CLOSE_WATCH_MS : PING_MS);
      if (this.#stopped) return undefined;
      if (this.#forced) return "forced";
      const sentAt = this.#clock.now();
      const fault = await this.#ping();
      if (this.#stopped) return undefined;
      if (fault) {
        this.note = fault.message;
        // One odd failure is no outage; a refusal or a page instead of RPC is.
        if (!isSilent(fault) || ++unanswered >= 2) return "down";
        continue;
      }
      unanswered = 0;
      if (this.#addressChanged()) return "address";
      missing = (await this.#heard(sentAt)) ? 0 : missing + 1;
      if (this.#forced) return "forced";
      if (missing >= 2) return "lost";
      if (this.#silentTooLong()) return "silent";
    }
  }

  /** `undefined` where the interface answered, whatever it answered. A ping that is not answered properly is no outage. */
  async #ping(): Promise<CcuFault | undefined> {
    const started = performance.now();
    try {
      if (this.#found.hasPing) {
        const caller = `${this.#registration.pingName}#${++this.#token}`;
        await this.#wire.direct("ping", [caller], PROBE_TIMEOUT_MS);
      } else await probe(this.#wire);
    } catch (error) {
      const fault = error as CcuFault;
      if (!this.#found.hasPing || fault.class === "auth") return fault;
      if (fault.class === "transport" && !isNoAnswer(fault)) return fault;
      const second = await probe(this.#wire).catch((reason: CcuFault) => reason);
      if (second) return second;
      // It lives, and closes the connection or answers a page where it is pinged: it is not to be provoked again.
      this.#found.hasPing = fault.class !== "transport";
    } finally {
      this.#suspect = false;
    }
    this.latencyMs = Math.round(performance.now() - started);
    return undefined;
  }

  /** Whether anything came back since the ping; also true where that proves nothing. */
  async #heard(since: number): Promise<boolean> {
    if (this.#wire.polled) return true;
    const proof = () => this.#lastPong.endsWith(`#${this.#token}`) || this.#calledAt > since;
    if (proof()) return true;
    const judges = this.#judgesByPong();
    await this.#pongWait.sleep(PONG_GRACE_MS);
    return proof() || !judges;
  }

  /**
   * A missing PONG is evidence if this registration has had one, or a former one had and this is not the second try in
   * vain: an interface that has stopped sending them must not be registered again and again.
   */
  #judgesByPong(): boolean {
    return this.#found.hasPing && (this.#found.pongs > 0 || (this.#pongsKnown && this.#fruitless === 0));
  }

  #silentTooLong(): boolean {
    if (this.#wire.polled) return false;
    if (this.#calledAt >= this.#registration.at) return this.#clock.now() - this.#calledAt > SILENCE_MS;
    const patience = NEVER_CALLED_MS[Math.min(this.#silentRounds, NEVER_CALLED_MS.length - 1)] as number;
    if (this.#clock.now() - this.#registration.at < patience) return false;
    this.#silentRounds++;
    this.#log.warn("the CCU answers but never calls back", { interface: this.#wire.name, url: this.#registration.url });
    return true;
  }

  /** The machine moved to another address: what the CCU was told leads nowhere. */
  #addressChanged(): boolean {
    if (this.#wire.polled) return false;
    try {
      return this.#registration.wantedUrl() !== this.#registration.url;
    } catch {
      return false;
    }
  }

  #fail(fault: CcuFault): void {
    this.#set(notReady(fault) ? "booting" : "down", fault.message);
    for (const settle of this.#established.splice(0)) settle(fault);
    if (fault.message !== this.#told) {
      this.#told = fault.message;
      this.#log.warn("interface not connected", { interface: this.#wire.name, reason: fault.message });
    }
  }

  #retryMs(attempt: number, fault: CcuFault): number {
    if (fault.class === "auth") return AUTH_RETRY_MS;
    const patient = this.#clock.now() - this.#startedAt > PATIENCE_MS;
    if (!this.#ever && patient && this.#hooks.othersConnected()) return ABSENT_RETRY_MS;
    return RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] as number;
  }

  #set(state: ConnectionState, note: string | undefined): void {
    this.state = state;
    this.note = note;
    this.#hooks.changed();
  }
}

/** What is found out anew with each registration. `hasPing`: the interface process answers `ping`, or refuses it with a fault. */
const nothingFound = () => ({ pongs: 0, hasPing: true });

const closing = (): CcuFault => new CcuFault("transport", "the connection to the CCU is being closed");
