/** The port `Log` on @aws-lambda-powertools/logger: one line of JSON per entry, without secrets. */
import { Logger } from "@aws-lambda-powertools/logger";
import type { Log } from "../../handlers/ports/index.ts";
import { createRedactor } from "./redact.ts";

const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  level: LogLevel;
  /** Name of the program in each line. */
  service: string;
  /** Where a finished line (without line feed) goes; default: standard output. */
  write?: (line: string) => void;
  /** Lines for people instead of JSON; default: when standard output is a terminal and `write` is not given. */
  readable?: boolean;
  /** Exact texts that must never appear, e.g. configured passwords. */
  hide?: readonly string[];
}

/** Members that the logger fills itself; an entry's own are renamed so that neither is lost. */
const RESERVED = new Set(["level", "message", "service", "timestamp", "sampling_rate"]);

/** Whatever is passed as data or message: redacted by member name at any depth, in texts by form, and by `hide`. */
export function createLog(options: LogOptions): Log & { setLevel(level: LogLevel): void } {
  const toTerminal = options.write === undefined && process.stdout.isTTY === true;
  const readable = options.readable ?? toTerminal;
  const write = options.write ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const logger = new Logger({ serviceName: options.service, logLevel: upper(options.level) });
  directTo(logger, readable ? (line) => write(forPeople(line)) : write);
  const redactor = createRedactor(options.hide);
  const enter = (level: LogLevel) => (message: string, data?: Record<string, unknown>) => {
    if (severity(level) < severity(lowest)) return;
    const clean = data === undefined ? {} : redactor.value(data);
    logger[level](redactor.text(message), rename(clean as Record<string, unknown>));
  };
  let lowest = options.level;
  return {
    debug: enter("debug"),
    info: enter("info"),
    warn: enter("warn"),
    error: enter("error"),
    setLevel(level) {
      lowest = level;
      logger.setLogLevel(upper(level));
    },
  };
}

const severity = (level: LogLevel): number => LOG_LEVELS.indexOf(level);
const upper = (level: LogLevel) => level.toUpperCase() as Uppercase<LogLevel>;

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
