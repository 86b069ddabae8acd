/**
 * One channel that zones sound or light: it does what its demands come to, and what it was told to end is looked at until it
 * has ended. Writes go through the home's own queue, with its highest priority.
 */
import { type ChannelPlace, type ChannelSite, channelAccess } from "./channel-access.ts";
import { type Demand, nextEnd, type Order, orderOf, remaining, sameOrder } from "./demand.ts";
import {
  createMemory,
  type Ending,
  endingOf,
  hasEnded,
  isBrief,
  isLoud,
  isOn,
  LATE_REPORT_MS,
  REPORTS_KEPT,
  type Report,
  toEnd,
  wasOn,
} from "./ending.ts";
import type { Feedback } from "./writes.ts";

/** Milliseconds until what could not be written, or was not confirmed, is tried again (facts 1.1: stop verification poll). */
export const POLL_MS = 10_000;
/** The same once it was told: the CCU is asked for what it knows, which costs no radio. */
export const LATE_POLL_MS = 60_000;
/** Where the CCU does not know: so often it is told to end once more, which costs radio, until the channel has said so itself. */
export const LATE_STOP_MS = 240_000;
/** What a channel tells. None of these throws. */
export interface ChannelEvents {
  /** Told once for each order. */
  fireFailed(demands: readonly Demand[], reason: string): void;
  /** Told once for each end. */
  stopFailed(demands: readonly Demand[], reason: string): void;
  /** It was told to end and nobody knows whether it has; `false`: that is settled. */
  unverified(demands: readonly Demand[], isUnverified: boolean): void;
  /** It may be on by our doing from now on; `null`: not any more. Resolves when that is kept for the next start. */
  keep(demands: readonly Demand[] | null): Promise<void>;
}

export interface OutputChannel {
  readonly place: ChannelPlace;
  /** Nothing is wanted of it, and nothing of it is doubtful. */
  isIdle(): boolean;
  /** Nothing is wanted of it, and what was loud has said that it has ended. */
  isQuiet(): boolean;
  demandOf(owner: string): Demand | undefined;
  /** Resolves when the write was handed to the queue. */
  demand(owner: string, demand: Demand): Promise<void>;
  /** It is on already. */
  adopt(owner: string, demand: Demand): void;
  release(owner: string): Promise<void>;
  releaseAll(): Promise<void>;
  /** It may be on since an earlier run: it is ended, and looked at. */
  doubt(demand: Demand): Promise<void>;
  /** Why the last write failed; resolves when that is known, to `undefined` where it did not. */
  outcome(): Promise<string | undefined>;
  /** What the CCU said of one of its data points. */
  report(parameter: string, value: unknown, at: number): void;
  /** The CCU can be asked again. */
  retry(): void;
  /** Stops looking. What is on stays on. */
  close(): void;
}

/** A write that was handed over. */
interface Sent {
  readonly begun: number;
  readonly isStop: boolean;
}

export function createChannel(
  site: ChannelSite,
  place: ChannelPlace,
  verifyMs: () => number,
  events: ChannelEvents,
): OutputChannel {
  const { clock } = site;
  const access = channelAccess(site, place);
  const demands = new Map<string, Demand>();
  const reports = new Map<string, Report[]>();
  let order: Order | null = null;
  /** Something was written, so something may be on. */
  let isTouched = false;
  /** More than a chirp, which the device ends by itself. */
  let isLasting = false;
  let ending: Ending | undefined;
  /** Until when a sound that begins again is taken for ours, and whose it was. */
  let guard: { until: number; demands: readonly Demand[] } = { until: 0, demands: [] };
  /** The CCU took the last write, which was begun then. */
  let isTaken = true;
  let begunAt = 0;
  /** … and asked for the end. */
  let wroteStop = false;
  let isSending = false;
  let isFireFailureTold = false;
  let generation = 0;
  let outcome: Promise<string | undefined> = Promise.resolve(undefined);
  let cancelEnd: (() => void) | undefined;
  let cancelPoll: (() => void) | undefined;
  let isClosed = false;
  const memory = createMemory();
  /** When the last sound was ordered. */
  let soundAt = 0;
  let isReading = false;

  // ---------------------------------------------------------------- what is wanted

  /** Brings the channel to what its demands come to now. Resolves when the write was handed over. */
  async function settle(released: readonly Demand[] = []): Promise<void> {
    if (isClosed) return;
    const now = clock.now();
    const before = order;
    const former = [...demands.values(), ...released];
    for (const [owner, demand] of demands) if (remaining(demand, now) === undefined) demands.delete(owner);
    order = orderOf([...demands.values()], now);
    scheduleEnd(now);
    if (sameOrder(before, order)) return;
    isFireFailureTold = false;
    if (order?.sound !== undefined) resume();
    else if (isTouched && (order === null || before?.sound !== undefined || ending !== undefined))
      ending = endingOf(former, now, order, ending);
    if (order !== null) return send();
    if (!isTouched) return;
    if (isLasting) return send();
    // the device ends it by itself; what was not taken did not begin
    if (isTaken && ending) ending = { ...ending, takenAt: begunAt };
    if (!isTaken && !isSending) ended();
    poll();
  }

  function scheduleEnd(now: number): void {
    cancelEnd?.();
    const end = nextEnd([...demands.values()], now);
    cancelEnd = end === undefined ? undefined : clock.after(end - now, () => void settle());
  }

  /** It sounds again by somebody's wish: whether it had ended does not matter any more. */
  function resume(): void {
    if (ending?.isTold) events.unverified(ending.demands, false);
    ending = undefined;
    guard = { until: 0, demands: [] };
  }

  // ---------------------------------------------------------------- writing

  /** Writes what the channel is to do now. Resolves when it was handed over. */
  async function send(): Promise<void> {
    const mine = ++generation;
    const wanted = order;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    outcome = promise;
    isTaken = false;
    isSending = true;
    poll();
    if (wanted !== null) await touch([...demands.values()]);
    if (wanted?.sound !== undefined) soundAt = clock.now();
    const sent = { begun: clock.now(), isStop: wanted === null };
    const handed = await access
      .hand(wanted, () => mine === generation)
      .catch((error: unknown) => [Promise.reject(error)]);
    Promise.all(handed).then(
      () => settled(mine, sent, undefined, resolve),
      (error: unknown) => settled(mine, sent, error instanceof Error ? error.message : String(error), resolve),
    );
  }

  async function touch(by: readonly Demand[]): Promise<void> {
    if (!isTouched) memory.forget();
    isTouched = true;
    if (isLasting || isBrief(by)) return;
    isLasting = true;
    await events.keep(by);
  }

  function settled(
    mine: number,
    { begun, isStop }: Sent,
    fault: string | undefined,
    resolve: (fault?: string) => void,
  ): void {
    resolve(fault);
    if (mine !== generation || isClosed) return;
    isSending = false;
    if (fault !== undefined) {
      failed(fault, isStop);
      return;
    }
    isTaken = true;
    begunAt = begun;
    wroteStop = isStop;
    if (ending === undefined) return;
    ending = { ...ending, takenAt: begun };
    verify();
    poll();
  }

  function failed(reason: string, isStop: boolean): void {
    // a chirp that was not taken
    if (ending !== undefined && !isLasting && !isStop) ended();
    else if (ending !== undefined && !ending.isFailureTold) {
      ending = { ...ending, isFailureTold: true };
      events.stopFailed(ending.demands, reason);
    } else if (ending === undefined && !isFireFailureTold) {
      isFireFailureTold = true;
      events.fireFailed([...demands.values()], reason);
    }
    poll();
  }

  // ---------------------------------------------------------------- looking at what has ended

  function poll(): void {
    cancelPoll?.();
    cancelPoll = undefined;
    if (isClosed || (ending === undefined && isTaken)) return;
    cancelPoll = clock.after(ending?.isTold && ending.saidAt === undefined ? LATE_POLL_MS : POLL_MS, () => {
      cancelPoll = undefined;
      void look().finally(poll);
    });
  }

  async function look(): Promise<void> {
    if (ending !== undefined && !ending.isTold && clock.now() - ending.since >= verifyMs()) {
      ending = { ...ending, isTold: true };
      events.unverified(ending.demands, true);
    }
    if (isSending) return;
    if (!isTaken) return send();
    if (ending === undefined) return;
    await read();
    await verifyNow();
    const feedback = await access.feedback();
    if (ending === undefined) return;
    const said = toEnd(ending, feedback);
    const { isTold, saidAt } = ending;
    // what has just been said is asked again when it can be said a second time
    const isDue =
      saidAt !== undefined ? clock.now() >= saidAt + POLL_MS : !isTold || clock.now() - begunAt >= LATE_STOP_MS;
    if (isOn(said, reports) || (isDue && !(isLasting && said.every(countsRead)))) await send();
  }

  /** Where it was heard, or where nobody is harmed and nobody is expected to know any more, what the CCU remembers counts. */
  function countsRead(one: Feedback): boolean {
    const isHarmless = ending?.isTold === true && !isLoud(ending.demands);
    return !isLasting || isHarmless || memory.counts(one);
  }

  async function read(): Promise<void> {
    isReading = true;
    await access.read().finally(() => {
      isReading = false;
    });
  }

  async function verifyNow(): Promise<void> {
    const said = await access.feedback();
    if (ending === undefined) return;
    const { saidAt, isSaid } = ending;
    if (!hasEnded(ending, said, reports, countsRead)) {
      if (!isOn(toEnd(ending, said), reports)) return;
      ending = { ...ending, saidAt: undefined, isSaid: false };
      // a late report of an earlier order, a repetition by radio: what sounds again although nobody wants it is ended again
      if (isSaid && isTaken) await send();
      return;
    }
    // that it is off says little about a chirp of which nobody has heard that it was on
    if (!isLasting && !wroteStop && !wasOn(said, reports, begunAt)) return;
    if (!isLoud(ending.demands)) return ended();
    ending = { ...ending, isSaid: true };
    if (isEarly(clock.now())) return;
    // whoever says what is not so says it once: it has to be said a second time
    if (saidAt === undefined) {
      ending = { ...ending, saidAt: clock.now() };
      poll();
    } else if (hasEnded({ ...ending, takenAt: saidAt + POLL_MS }, said, reports, countsRead)) ended();
  }
  /** An "off" may be from before the sound. */
  const isEarly = (at: number): boolean => at < soundAt + LATE_REPORT_MS;
  async function hear(parameter: string, value: unknown, at: number): Promise<void> {
    const isExpected = ending !== undefined && !isEarly(at);
    const one = (await access.feedback()).find(({ point }) => point.parameter === parameter);
    if (isTouched) memory.heard(parameter, one?.isOn(value), isExpected);
  }
  /** On a report. Of a chirp, which nobody has stopped, the next look tells more than a report that may be late. */
  function verify(): void {
    if (isLasting) void verifyNow();
  }

  function ended(): void {
    if (ending === undefined) return;
    const { isTold, demands: of } = ending;
    ending = undefined;
    if (isTold) events.unverified(of, false);
    guard = { until: isLoud(of) ? clock.now() + verifyMs() : 0, demands: of };
    poll();
    if (order !== null) return;
    isTouched = false;
    if (isLasting) void events.keep(null);
    isLasting = false;
  }

  /** A late report of an earlier order, a repetition by radio: what sounds again although nobody wants it is ended again. */
  async function endAgain(): Promise<void> {
    const isGuarded = () => order === null && ending === undefined && clock.now() < guard.until;
    if (!isGuarded() || guard.demands.every(({ shared }) => shared)) return;
    if (isOn(await access.feedback(), reports) && isGuarded()) await begin(guard.demands);
  }

  async function begin(of: readonly Demand[]): Promise<void> {
    // it may have begun just before
    soundAt = clock.now();
    ending = endingOf(of, clock.now(), null);
    await touch(of);
    if (ending !== undefined) await send();
  }

  return {
    place,
    isIdle: () => order === null && ending === undefined && !isTouched && clock.now() >= guard.until,
    isQuiet: () => order === null && (ending?.isSaid === true || (!isLasting && (ending !== undefined || !isTouched))),
    demandOf: (owner) => demands.get(owner),
    async demand(owner, demand) {
      if (!demand.brief) for (const [other, { brief }] of demands) if (brief) demands.delete(other);
      demands.set(owner, demand);
      await settle();
    },
    adopt(owner, demand) {
      resume();
      demands.set(owner, demand);
      order = orderOf([...demands.values()], clock.now());
      isTaken = true;
      soundAt = clock.now();
      void touch([...demands.values()]);
      scheduleEnd(clock.now());
    },
    async release(owner) {
      const released = demands.get(owner);
      if (released === undefined) return;
      demands.delete(owner);
      await settle([released]);
    },
    async releaseAll() {
      const released = [...demands.values()];
      demands.clear();
      await settle(released);
    },
    async doubt(demand) {
      if (order === null && ending === undefined) await begin([demand]);
    },
    outcome: () => outcome,
    report(parameter, value, at) {
      reports.set(
        parameter,
        [...(reports.get(parameter) ?? []), { value, at, isRead: isReading }].slice(-REPORTS_KEPT),
      );
      void hear(parameter, value, at);
      if (ending !== undefined) verify();
      else void endAgain();
    },
    retry() {
      if (ending === undefined && isTaken) return;
      // a CCU that was restarted may know nothing of the channel, and so nothing of its end: it is told once more
      const isDoubtful = ending !== undefined && isLasting && isTaken && clock.now() - begunAt >= POLL_MS;
      void (isDoubtful && !isSending ? send() : look()).finally(poll);
    },
    close() {
      isClosed = true;
      cancelEnd?.();
      cancelPoll?.();
    },
  };
}
