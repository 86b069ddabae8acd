/** What a test can break. One object per interface process. */
import type { Clock } from "../../handlers/ports/index.ts";
import type { Fate, Unkindness } from "./unkind/unkindness.ts";

export type Gate = "open" | "refused" | "text" | "html";

export interface FaultAnswer {
  /** Absent: a fault without a code. */
  code?: number;
  message: string;
  /** How often; default: until cleared. */
  times?: number;
}

export class Faults {
  gate: Gate = "open";
  /** Requests whose connection is cut before anything happens, and after the call was carried out. */
  cutBefore = 0;
  cutAfter = 0;
  /** Milliseconds that every answer is held back. */
  delay = 0;
  duplicateEvents = false;
  /** Callbacks of the handshake are never tried (firewall, NAT). */
  readonly answers = new Map<string, FaultAnswer>();
  /** By method, or page: what happens to the next answers, one after the other. */
  readonly fates = new Map<string, Fate[]>();
  private readonly clock: Clock;
  private readonly unkindness: Unkindness | undefined;
  private readonly port: string;

  /** @param port what the port is called: an interface, `json` or `rega` */
  constructor(clock: Clock, port: string, unkindness?: Unkindness) {
    this.clock = clock;
    this.port = port;
    this.unkindness = unkindness;
  }

  /** What a test, or the hostile mode, does to the answer to this request. */
  fate(method: string): Fate | undefined {
    const wanted = this.fates.get(method)?.shift();
    if (wanted) return wanted;
    return this.unkindness?.fate(this.port, method);
  }

  wait(ms: number): Promise<void> {
    return new Promise<void>((resolve) => void this.clock.after(ms, resolve));
  }

  /** The fault to answer instead of carrying out the call, once. */
  answer(method: string): FaultAnswer | undefined {
    const fault = this.answers.get(method) ?? this.answers.get("*");
    if (!fault) return undefined;
    if (fault.times !== undefined && --fault.times <= 0) {
      this.answers.delete(this.answers.has(method) ? method : "*");
    }
    return fault;
  }

  async hold(): Promise<void> {
    if (this.delay > 0) await this.wait(this.delay);
  }

  clear(): void {
    this.gate = "open";
    this.cutBefore = 0;
    this.cutAfter = 0;
    this.delay = 0;
    this.duplicateEvents = false;
    this.answers.clear();
    this.fates.clear();
  }
}
