/**
 * Who begins to commission. matter.js takes one at a time, whatever it is: something that is no request, or whose sender
 * says nothing more, kept everybody else out for longer than a minute, and counted as a wrong code. Here each has a PASE
 * server of its own, only codes are counted, and a window that is closed is closed to those who are on their way, too.
 */
import { Time } from "@matter/main";
import { type MessageExchange, PaseServer, type SessionManager } from "@matter/main/protocol";
import { SecureMessageType } from "@matter/main/types";

/** Wrong codes after which a window is closed (Core 11.19). */
export const GUESSES = 20;
/** Commissionings that begin at a time. When there are more, the oldest of those makes room that have not come as far as a code. */
export const ATTEMPTS = 16;

/** Milliseconds of silence after which one with a code makes room for another with a code: phones need less than a second. */
export const SILENT_MS = 5_000;

/** What a PASE server is made of. */
type Made = ConstructorParameters<typeof PaseServer>;

class Attempt extends PaseServer {
  readonly exchange: MessageExchange;
  /** It has come as far as the code. */
  guessed = false;
  failed = false;

  constructor(made: Made, exchange: MessageExchange) {
    super(...made);
    this.exchange = exchange;
  }

  override async cancelPairing(...about: Parameters<PaseServer["cancelPairing"]>): Promise<void> {
    this.failed = true;
    await super.cancelPairing(...about);
  }

  /** It is about to have a session; nobody else may be meanwhile. */
  get isAhead(): boolean {
    return this.guessed && !this.failed && Time.nowMs - this.exchange.lastActive < SILENT_MS;
  }

  /** Never rejects. */
  async end(reason: string): Promise<void> {
    await this.exchange.close(new Error(reason)).catch(() => {});
  }
}

export interface PaseNews {
  /** Somebody who knows the code is there. */
  opened(): void;
  /** With the last of {@link GUESSES} wrong codes. */
  tooMany(): void;
}

export class PaseGate extends PaseServer {
  readonly #made: Made;
  readonly #sessions: SessionManager;
  readonly #news: PaseNews;
  /** In the order in which they began. */
  readonly #attempts = new Set<Attempt>();
  #guesses = 0;
  #isShut = false;

  constructor(server: PaseServer, sessions: SessionManager, news: PaseNews) {
    const { w0, L, pbkdfParameters } = server as unknown as { w0: Made[1]; L: Made[2]; pbkdfParameters?: Made[3] };
    const made: Made = [sessions, w0, L, pbkdfParameters];
    super(...made);
    this.#made = made;
    this.#sessions = sessions;
    this.#news = news;
  }

  override async onNewExchange(exchange: MessageExchange): Promise<void> {
    await this.#makeRoom();
    // while one is being commissioned the others hear nothing
    if (this.#isShut || this.#sessions.getPaseSession() !== undefined) return exchange.close();
    const attempt = new Attempt(this.#made, exchange);
    this.#attempts.add(attempt);
    exchange.onReceive = ({ payloadHeader: { messageType } }, isAgain) => {
      if (messageType === SecureMessageType.PasePake1 && !isAgain) this.#guess(attempt);
    };
    await attempt.onNewExchange(exchange);
    this.#attempts.delete(attempt);
    if (attempt.failed) return this.#missed(attempt);
    this.#guesses -= 1;
    if (this.#isShut) return this.#endSession();
    this.#news.opened();
    await this.#endAttempts("somebody else is commissioning it");
  }

  #guess(attempt: Attempt): void {
    if (attempt.guessed) return;
    for (const other of this.#attempts) {
      if (other.isAhead) return void attempt.end("somebody else is commissioning it");
      if (other.guessed) void other.end("somebody else goes on");
    }
    attempt.guessed = true;
    this.#guesses += 1;
    if (this.#guesses > GUESSES) void attempt.end("too many codes were tried");
  }

  #missed({ guessed }: Attempt): void {
    const isLast = [...this.#attempts].every((other) => !other.guessed || other.failed);
    if (guessed && isLast && this.#guesses >= GUESSES && !this.#isShut) this.#news.tooMany();
  }

  async #makeRoom(): Promise<void> {
    const all = [...this.#attempts];
    if (all.length < ATTEMPTS) return;
    const leaves = all.find(({ failed }) => failed) ?? all.find(({ guessed }) => !guessed) ?? all[0];
    if (leaves === undefined) return;
    this.#attempts.delete(leaves);
    await leaves.end("others want to commission it");
  }

  async #endAttempts(reason: string): Promise<void> {
    for (const attempt of this.#attempts) await attempt.end(reason);
  }

  async #endSession(): Promise<void> {
    await this.#sessions.getPaseSession()?.initiateForceClose({ cause: new Error("the window is closed") });
  }

  override async close(): Promise<void> {
    this.#isShut = true;
    await this.#endAttempts("the window is closed");
    await this.#endSession();
  }
}
