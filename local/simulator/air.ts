/** Air time of a radio: 1 % of an hour per transmitter; 1 % grows back in about 36 s (protocol 13). */
import type { Clock } from "../../handlers/ports/index.ts";

const REGENERATION_PER_MS = 1 / 36_000;
/** Percent of the allowed air time that a telegram costs: a plain one, and a wake-up burst. */
const PLAIN_PERCENT = 0.2;
const BURST_PERCENT = 1.1;

export class Air {
  /** Telegrams sent since the start. */
  telegrams = 0;
  private level_ = 2;
  private at: number;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
    this.at = clock.now();
  }

  /** Percent used, 0…100. */
  get level(): number {
    const now = this.clock.now();
    this.level_ = Math.max(0, this.level_ - (now - this.at) * REGENERATION_PER_MS);
    this.at = now;
    return this.level_;
  }

  set level(percent: number) {
    this.level_ = percent;
    this.at = this.clock.now();
  }

  /** `false` = the duty cycle is used up and nothing was sent. */
  transmit(burst = false): boolean {
    const level = this.level;
    if (level >= 100) return false;
    this.telegrams++;
    this.level = Math.min(100, level + (burst ? BURST_PERCENT : PLAIN_PERCENT));
    return true;
  }
}
