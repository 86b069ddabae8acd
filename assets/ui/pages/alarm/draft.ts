/** What is stored of a zone, while somebody changes it. */
import type { Schemas } from "../../../../adapters/client/index.ts";
import type { SensorConfig } from "./proposals.ts";

export type Sensor = Schemas["AlarmSensorRequest"];
export type Output = Schemas["AlarmOutputRequest"];
/** As the server has it: members that are absent are at their defaults. */
export type Config = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Config =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const recordOf = (value: unknown): Config => (isRecord(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textsOf = (value: unknown): string[] => listOf(value).filter((one) => typeof one === "string");

/** Another value at a path; what is `undefined` goes. */
export function withValue(config: Config, [first = "", ...rest]: readonly string[], value: unknown): Config {
  const { [first]: before, ...others } = config;
  const next = rest.length === 0 ? value : withValue(recordOf(before), rest, value);
  return next === undefined ? others : { ...others, [first]: next };
}

export function valueAt(config: Config, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => recordOf(found)[name], config);
}

export const numberAt = (config: Config, path: readonly string[], fallback: number): number => {
  const found = valueAt(config, path);
  return typeof found === "number" ? found : fallback;
};

/** Members that differ from what the server assumes; a row without any has no config. */
export const trimmed = (config: SensorConfig): SensorConfig =>
  Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== false && value !== "" && value !== undefined),
  );

export interface Schedule {
  readonly time: string;
  readonly days: readonly number[];
  readonly mode: string;
  readonly auto_arm: boolean;
}

/** What cannot be read as a schedule is left as it is by whoever saves: it is not in the list. */
export const schedulesOf = (config: Config): Schedule[] =>
  listOf(config.schedules)
    .map(recordOf)
    .map(({ time, days, mode, auto_arm }) => ({
      time: typeof time === "string" ? time : "",
      days: listOf(days).filter((day): day is number => typeof day === "number"),
      mode: typeof mode === "string" ? mode : "full",
      auto_arm: auto_arm === true,
    }));
