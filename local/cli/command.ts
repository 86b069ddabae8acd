/** The anatomy of a command: what it takes, what it shows, what it does. */
import type { Client } from "../../adapters/client/index.ts";
import type { Terminal } from "./terminal.ts";

export interface OptionSpec {
  /** What stands behind it, such as NAME; absent = a switch. */
  readonly value?: string;
  readonly short?: string;
  readonly text: string;
  /** Values that a shell can offer. */
  readonly choices?: readonly string[];
}

export interface Command {
  /** Positional arguments, as the usage line shows them. */
  readonly args: string;
  /** How many of them there may be. */
  readonly count: readonly [least: number, most: number];
  /** Command lines and what they do, first in the help text. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly options?: Readonly<Record<string, OptionSpec>>;
  /** Paragraph of the help text. */
  readonly notes?: string;
  /** Words that a shell can offer as an argument. */
  readonly words?: readonly string[];
  /** @throws CliError, ProblemError, Interrupted; anything else is a fault of the program */
  run(context: Context): Promise<void>;
}

export interface Context {
  readonly args: readonly string[];
  readonly terminal: Terminal;
  /** Value of an option, if it was given. */
  text(option: string): string | undefined;
  flag(option: string): boolean;
  /** A client for the endpoint that the options, the environment or the login name. @throws CliError */
  client(): Promise<Client>;
  /** Writes one document: for people, or with `--json` what it was made of. */
  show(data: unknown, people: () => string): void;
  /** A line on stderr. */
  note(text: string): void;
  /** Waits, and says for what and how long where that takes more than a second. */
  during<T>(what: string, work: Promise<T>): Promise<T>;
}
