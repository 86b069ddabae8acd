/** What a command sees of the outside: streams, environment, Ctrl-C. Tests pass their own. */
import type { Readable, Writable } from "node:stream";
import { styleText } from "node:util";

export type Output = Writable & { isTTY?: boolean };

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted, with an {@link Interrupted}, when the user or the system ends the program. */
  readonly signal: AbortSignal;
}

/** The program is to end. */
export class Interrupted extends Error {
  /** 128 and the number of the signal, as shells have it. */
  readonly exitCode: number;
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(signal);
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

/** Control, format and line separator characters: names come from a CCU and must not steer a terminal. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One line of text that does nothing to a terminal. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, "\u{fffd}");

const escaped = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");

/** JSON that is as safe to print as {@link printable}, and means the same. */
export const jsonText = (value: unknown, indent?: number): string =>
  (JSON.stringify(value, undefined, indent) ?? "null").replace(UNPRINTABLE, (found) =>
    found === "\n" ? found : escaped(found),
  );

export type Style = Parameters<typeof styleText>[0];

/** Colours are for terminals whose user has not refused them (no-color.org). */
export function painter(output: Output, env: Terminal["env"]): (style: Style, text: string) => string {
  const wanted = output.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  return (style, text) => (wanted ? styleText(style, text, { validateStream: false }) : text);
}
