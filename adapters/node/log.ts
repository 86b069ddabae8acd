/** The port `Log` on @aws-lambda-powertools/logger: one line of JSON per entry, without secrets. */
import { Logger } from "@aws-lambda-powertools/logger";
import { ROOT_LOGGER } from "../../handlers/kernel/named-log.ts";
import { currentTrace } from "../../handlers/kernel/trace.ts";
import type { Clock, Log, LogBook, LogLevel } from "../../handlers/ports/index.ts";
import { systemClock } from "./clock.ts";
import { createRedactor } from "./redact.ts";

export type { LogLevel };

const LOG_LEVELS = ["debug", "info", "warn", "error"] as const satisfies readonly LogLevel[];

export interface LogOptions {
  /** Of everything, where there is no `book`. */
  level: LogLevel;
  /** Name of the program in each line. */
  service: string;
  /** Where a finished line (without line feed) goes; default: standard output. */
  write?: (line: string) => void;
  /** Lines for people instead of JSON; default: when standard output is a terminal and `write` is not given. */
  readable?: boolean;
  /** Exact texts that must never appear, e.g. configured passwords. */
  hide?: readonly string[];
  /** Decides by path what is logged, and keeps the newest entries beside standard output. */
  book?: LogBook;
  /** Of the entries in the book. Default: the machine's. */
  clock?: Clock;
}

/** Members that the logger fills itself; an entry's own are renamed so that neither is lost. */
const RESERVED = new Set(["level", "message", "service", "timestamp", "sampling_rate", "logger"]);

export interface NodeLog extends Log {
  setLevel(level: LogLevel): void;
  child(name: string, bound?: Readonly<Record<string, unknown>>): Log;
}

/**
 * Whatever is passed as data or message: redacted by member name at any depth, in texts by form, and by `hide`, before it
 * goes to any sink.
 */
export function createLog(options: LogOptions): NodeLog {
  const { book, clock = systemClock } = options;
  const toTerminal = options.write === undefined && process.stdout.isTTY === true;
  const readable = options.readable ?? toTerminal;
  const write = options.write ?? ((line: string) => void process.stdout.write(`${line}\n`));
  // which entries are wanted is decided here, by path
  const logger = new Logger({ serviceName: options.service, logLevel: "DEBUG" });
  directTo(logger, readable ? (line) => write(forPeople(line)) : write);
  const redactor = createRedactor(options.hide);
  let lowest = options.level;
  const admits = (path: string, level: LogLevel) =>
    book ? book.admits(path, level) : severity(level) >= severity(lowest);

  function enter(path: string, level: LogLevel, message: string, data: Record<string, unknown>): void {
    const clean = redactor.value({ ...data, ...currentTrace() }) as Record<string, unknown>;
    const msg = redactor.text(message);
    const named = path === ROOT_LOGGER ? {} : { logger: path };
    logger[level](msg, { ...named, ...rename(clean) });
    if (!book) return;
    const attrs = Object.keys(clean).length > 0 ? { attrs: clean } : {};
    book.enter({ time: new Date(clock.now()).toISOString(), level, logger: path, msg, ...attrs });
  }

  function partOf(path: string, bound: Readonly<Record<string, unknown>>): Log & Pick<NodeLog, "child"> {
    const at = (level: LogLevel) => (message: string, data?: Record<string, unknown>) => {
      if (admits(path, level)) enter(path, level, message, { ...bound, ...data });
    };
    return {
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      isEnabled: (level) => admits(path, level),
      child: (name, more) => partOf(`${path}.${name}`, { ...bound, ...more }),
    };
  }
  return {
    ...partOf(ROOT_LOGGER, {}),
    setLevel(level) {
      lowest = level;
      book?.override({ path: "", level });
    },
  };
}

const severity = (level: LogLevel): number => LOG_LEVELS.indexOf(level);

/** The logger has no option for its destination: it prints through a console of its own, which is replaced here. */
function directTo(logger: Logger, write: (line: string) => void): void {
  const methods = ["debug", "info", "warn", "error", "log", "trace"].map((method) => [method, write]);
  Reflect.set(logger, "console", Object.fromEntries(methods));
}

const rename = (data: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [RESERVED.has(name) ? `${name}_` : name, value]));

/** `12:30:05 WARN  message member=value` */
function forPeople(line: string): string {
  const { level, message, timestamp, service: _service, sampling_rate: _rate, ...data } = JSON.parse(line);
  const members = Object.entries(data as Record<string, unknown>)
    .filter(([name]) => name !== "xray_trace_id")
    .map(
      ([name, value]) => `${name}=${typeof value === "string" && !/\s/.test(value) ? value : JSON.stringify(value)}`,
    );
  const time = String(timestamp).slice(11, 19);
  return [time, String(level).padEnd(5), ...controlFree([message, ...members])].join(" ");
}

/** A text from outside must not move the cursor or invent a line. */
const controlFree = (parts: readonly unknown[]): string[] =>
  parts.map((part) => String(part).replace(/[\p{Cc}\p{Cf}]/gu, (char) => (char === "\t" ? " " : "�")));
