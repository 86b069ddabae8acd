/** Sessions of the WebUI, of which JSON-RPC logins are ordinary ones (protocol 15.3). */
import type { Clock } from "../../../handlers/ports/index.ts";
import type { Chance } from "../chance.ts";

/** A session ends after this long without use. */
const SESSION_MS = 300_000;
/** Stock firmware; OpenCCU has 10. */
export const STOCK_SESSIONS = 3;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export class Sessions {
  /** Every login is refused as if the table were full. */
  refuse = false;
  logins = 0;
  private readonly usedAt = new Map<string, number>();
  private readonly levels = new Map<string, number>();
  private readonly clock: Clock;
  private readonly chance: Chance;
  private readonly limit: number;

  constructor(clock: Clock, chance: Chance, limit: number) {
    this.clock = clock;
    this.chance = chance;
    this.limit = limit;
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const [id, at] of this.usedAt) if (now - at >= SESSION_MS) this.usedAt.delete(id);
  }

  get open(): number {
    this.sweep();
    return this.usedAt.size;
  }

  /** Of whoever logged in; 0 without a session. */
  level(id: string): number {
    return this.usedAt.has(id) ? (this.levels.get(id) ?? 0) : 0;
  }

  /** `undefined` = the table is full. */
  login(level: number): string | undefined {
    this.sweep();
    if (this.refuse || this.usedAt.size >= this.limit) return undefined;
    this.logins++;
    const id = Array.from({ length: 10 }, () => this.chance.pick([...LETTERS])).join("");
    this.usedAt.set(id, this.clock.now());
    this.levels.set(id, level);
    return id;
  }

  logout(id: string): void {
    this.usedAt.delete(id);
  }

  /** Uses a session, which keeps it alive; `false` = there is none (any more). */
  use(id: string): boolean {
    this.sweep();
    if (!this.usedAt.has(id)) return false;
    this.usedAt.set(id, this.clock.now());
    return true;
  }

  clear(): void {
    this.usedAt.clear();
  }
}
