/** What was told to end, until it is known to have ended. Pure. */
import type { Demand, Order } from "./demand.ts";
import type { Feedback } from "./writes.ts";

/** What the CCU said. `at`: milliseconds since the epoch. `isRead`: it was asked, which brings what it heard last, maybe long ago. */
export interface Report {
  readonly value: unknown;
  readonly at: number;
  readonly isRead: boolean;
}
/** By parameter, the newest last. */
export type Reports = ReadonlyMap<string, readonly Report[]>;
/** Of each parameter: on and off again, with an echo of each. */
export const REPORTS_KEPT = 4;

export interface Ending {
  /** What has ended, for the journal. */
  readonly demands: readonly Demand[];
  readonly since: number;
  /** When the last write that the CCU took was begun: reports from then on count. Undefined: none was taken yet. */
  readonly takenAt: number | undefined;
  /** It was said that it has ended, maybe of a time before the sound. */
  readonly isSaid?: boolean;
  /** Since when that was said of a time after it. */
  readonly saidAt?: number | undefined;
  readonly isFailureTold: boolean;
  /** It was told that nobody knows whether it has ended. */
  readonly isTold: boolean;
  /** A lamp goes on: only the sound has to end. */
  readonly soundOnly: boolean;
}

/** @param before what is ending already, which goes on */
export function endingOf(ended: readonly Demand[], now: number, order: Order | null, before?: Ending): Ending {
  const soundOnly = order !== null;
  const of = soundOnly ? ended.filter(({ sound }) => sound !== undefined) : ended;
  return {
    demands: [...new Set([...(before?.demands ?? []), ...of])],
    since: before?.since ?? now,
    takenAt: undefined,
    isFailureTold: before?.isFailureTold ?? false,
    isTold: before?.isTold ?? false,
    soundOnly,
  };
}

/** Short signals, which the device ends by itself. */
export const isBrief = (demands: readonly Demand[]): boolean =>
  demands.length > 0 && demands.every(({ brief }) => brief === true);

/** A sound that nobody wants must not go on; a chirp is over before that matters. */
export const isLoud = (demands: readonly Demand[]): boolean =>
  demands.some(({ sound, brief }) => sound !== undefined && brief !== true);

/**
 * Milliseconds that a report may be late: by radio, in the queues of the CCU. An "off" that comes sooner after a sound has
 * begun may be from before it.
 */
export const LATE_REPORT_MS = 10_000;

/**
 * Whether what the CCU remembers of a channel says anything of an end: where the last that it heard before was the sound. An
 * "off" from before the sound may have come late; then it remembers that one, whatever the channel does.
 */
export function createMemory() {
  const isSound = new Map<string, boolean>();
  return {
    /** @param isExpected whether it has been told to end, long enough after the sound began */
    heard(parameter: string, isOn: boolean | undefined, isExpected: boolean): void {
      if (isOn === true || (isOn === false && !isExpected)) isSound.set(parameter, isOn);
    },
    /** A light does no harm: what is remembered of it counts always. */
    counts: ({ point, part }: Feedback): boolean => part === "light" || isSound.get(point.parameter) === true,
    forget: () => isSound.clear(),
  };
}

/** What of a channel has to end. */
export const toEnd = ({ soundOnly }: Pick<Ending, "soundOnly">, feedback: readonly Feedback[]): Feedback[] =>
  feedback.filter(({ part }) => !soundOnly || part !== "light");

/**
 * Whether the channel itself has said, after it was told to end, that it has.
 * @param countsRead whether the CCU's memory proves an end. That it remembers a sound counts always.
 */
export function hasEnded(
  { takenAt, soundOnly }: Ending,
  feedback: readonly Feedback[],
  reports: Reports,
  countsRead: (one: Feedback) => boolean = () => true,
): boolean {
  if (takenAt === undefined) return false;
  const required = toEnd({ soundOnly }, feedback);
  return (
    required.length > 0 &&
    required.every((one) => {
      const all = reports.get(one.point.parameter) ?? [];
      const proof = all.findLast(({ isRead }) => !isRead || countsRead(one));
      return (
        proof !== undefined &&
        proof.at >= takenAt &&
        [proof, all.at(-1)!].every(({ value }) => one.isOn(value) === false)
      );
    })
  );
}

/** Whether the last that was heard of the channel is that it does something. */
export const isOn = (feedback: readonly Feedback[], reports: Reports): boolean =>
  feedback.some((one) => one.isOn(reports.get(one.point.parameter)?.at(-1)?.value) === true);

/** Whether it has said since `from` that it does something. */
export const wasOn = (feedback: readonly Feedback[], reports: Reports, from: number): boolean =>
  feedback.some((one) =>
    reports.get(one.point.parameter)?.some(({ value, at }) => at >= from && one.isOn(value) === true),
  );
