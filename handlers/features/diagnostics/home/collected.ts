/**
 * Through the cloud an answer is one message of the relay, so a stream gives what is there and ends; whoever reads on asks
 * again from where it ended (docs/diagnostics.md).
 */

import { COLLECTED_BYTES } from "../../../kernel/limits.ts";

/** Milliseconds that are left for the way of an answer that was collected until its time was up. */
export const COLLECTED_MARGIN_MS = 3_000;

/** The first pieces that fit. */
export function firstThatFit<T>(pieces: readonly T[], textOf: (piece: T) => string): readonly T[] {
  let bytes = 0;
  const end = pieces.findIndex((piece) => {
    bytes += Buffer.byteLength(textOf(piece)) + 1;
    return bytes > COLLECTED_BYTES;
  });
  return end < 0 ? pieces : pieces.slice(0, end);
}

/** The last pieces that fit. */
export const lastThatFit = <T>(pieces: readonly T[], textOf: (piece: T) => string): readonly T[] =>
  firstThatFit([...pieces].reverse(), textOf).toReversed();
