/**
 * How long an incident may still be heard. What counts is time in which something sounds, not sirens: three at once for
 * three minutes are three minutes.
 */
import type { Clock, Log } from "../../../../ports/index.ts";
import type { AlarmRecords } from "../seams.ts";

export interface SoundBudget {
  /**
   * Debits what of the next `seconds` is not debited yet, before anything sounds.
   * @returns until when it may sound, in milliseconds since the epoch; now or before: not at all
   */
  until(incident: number, seconds: number): Promise<number>;
}

interface Ledger {
  /** Debited time ends then. */
  until: number;
  /** Seconds that were debited here. */
  seconds: number;
}
/** Incidents whose ledger is kept in memory: one is open per zone. */
const LEDGERS = 256;

export function createSoundBudget(
  { clock, log }: { clock: Clock; log: Log },
  debit: AlarmRecords["debitAcoustic"],
  mostSeconds: () => number,
): SoundBudget {
  const ledgers = new Map<number, Ledger>();

  function ledgerOf(incident: number): Ledger {
    const found = ledgers.get(incident) ?? { until: 0, seconds: 0 };
    ledgers.delete(incident);
    ledgers.set(incident, found);
    const [oldest] = ledgers.keys();
    if (ledgers.size > LEDGERS && oldest !== undefined) ledgers.delete(oldest);
    return found;
  }

  /** A store that fails must not make the house silent: then what was debited here is what counts. */
  async function granted(incident: number, ledger: Ledger, seconds: number): Promise<number> {
    const most = mostSeconds();
    try {
      return await debit(incident, seconds, most);
    } catch (error) {
      log.error("the sound of an incident could not be debited in the store", { incident, error });
      return Math.max(0, Math.min(seconds, most - ledger.seconds));
    }
  }

  let turn: Promise<unknown> = Promise.resolve();
  async function extend(incident: number, seconds: number): Promise<number> {
    const ledger = ledgerOf(incident);
    const now = clock.now();
    const from = Math.max(now, ledger.until);
    const more = Math.ceil((now + seconds * 1000 - from) / 1000);
    if (more <= 0) return ledger.until;
    const some = await granted(incident, ledger, more);
    ledger.seconds += some;
    ledger.until = from + some * 1000;
    return ledger.until;
  }

  return {
    until(incident, seconds) {
      const done = turn.then(() => extend(incident, seconds));
      turn = done.catch(() => {});
      return done;
    },
  };
}
