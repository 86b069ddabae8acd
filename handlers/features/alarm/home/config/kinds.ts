/** What members of stored configurations have in common. They are written by pages and programs of others: lenient where the contract is. */
import * as z from "zod";

/** Modes that a zone can be armed in, in the contract's order. */
export const MODES = ["perimeter", "full", "night", "vacation", "custom"] as const;
export type Mode = (typeof MODES)[number];
export const isMode = (text: unknown): text is Mode => MODES.includes(text as Mode);

/** Longest delay or hold time in seconds: a day. More is a slip of the keyboard, and a timer has its limit at 24.8 days. */
export const SECONDS_MOST = 86_400;

/** Whole seconds from 0 to a day. */
export const seconds = (fallback: number) => z.int().min(0).max(SECONDS_MOST).default(fallback);
export const flag = (fallback = false) => z.boolean().default(fallback);

/** One of `values`; another text means the default, as the contract has it: the write does not fail. */
export const choice = <const T extends readonly string[]>(values: T, fallback: T[number]) =>
  z
    .string()
    .default(fallback)
    .transform((text): T[number] => (values.includes(text) ? text : fallback));

/** Names of modes; others are left out. */
export const modeNames = z
  .array(z.string())
  .default([])
  .transform((names): readonly Mode[] => names.filter(isMode));
