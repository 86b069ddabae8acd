/** Which events belong to a topic pattern, as types: `device.*` means other payloads than `hub.ccu.inbox`. */
import type { Broadcasts } from "./contract.ts";
import type { Gap } from "./resume.ts";
import type { Snapshot } from "./types.ts";

export type EventType = keyof Broadcasts;

/** An event of one type (the envelope of the contract). */
export type EventOf<T extends EventType> = T extends EventType
  ? {
      readonly seq: number;
      /** `initial`: the first value that was seen; anything unknown counts as `change`. */
      readonly kind: "initial" | "change" | "refresh";
      readonly topic: string;
      readonly type: T;
      /** UTC. */
      readonly ts: string;
      readonly payload: Broadcasts[T]["payload"];
    }
  : never;

/** What has no dots, and so takes exactly one segment. */
type OneSegment = "address" | "channel";
/** Segments of a pattern against those of a template; a `{placeholder}` takes one or more (names may have dots). */
type Matches<Pattern extends string, Template extends string> = Pattern extends "*"
  ? true
  : Template extends `{${infer Name}}.${infer Rest}`
    ? Pattern extends `${string}.${infer After}`
      ? true extends Matches<After, Rest> | (Name extends OneSegment ? false : Matches<After, Template>)
        ? true
        : false
      : false
    : Template extends `{${string}}`
      ? true
      : Template extends `${infer Segment}.${infer Rest}`
        ? Pattern extends `${Segment}.${infer After}`
          ? Matches<After, Rest>
          : false
        : Pattern extends Template | `${Template}.*`
          ? true
          : false;

type TypesOfOne<Pattern extends string> = {
  [T in EventType]: true extends Matches<Pattern, Broadcasts[T]["topic"]> ? T : never;
}[EventType];

/** Types of the events that a pattern can match; all of them where the pattern is not known before the program runs. */
export type TypesOf<Pattern extends string> = string extends Pattern
  ? EventType
  : Pattern extends string
    ? TypesOfOne<Pattern>
    : never;

/** The state of the home after a gap: newer than every event before it, and older than the last one that follows. */
export interface SnapshotItem {
  readonly type: "snapshot";
  readonly snapshot: Snapshot;
}

/** What a stream of these patterns yields. */
export type ItemOf<Pattern extends string> = EventOf<TypesOf<Pattern>> | Gap | SnapshotItem;
export type { Gap };
