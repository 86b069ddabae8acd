/** What of all that is reported gets recorded, and as which number. */
import type { DataPoint } from "../../../model/types.ts";
import type { SeriesName } from "../../../ports/history.ts";
import { globMatcher } from "../../shared/glob.ts";
import type { HistorySettings } from "../settings.ts";

export type Policy = Pick<HistorySettings, "include" | "exclude" | "booleans" | "enums" | "disabled_centrals">;
type Described = Pick<DataPoint, "description">;

const isNumeric = ({ description: { TYPE } }: Described): boolean => TYPE === "FLOAT" || TYPE === "INTEGER";

/** By the configuration alone: a person may have decided otherwise. @param point absent where nobody knows it */
export function policyRecords(policy: Policy, { central, parameter }: SeriesName, point?: Described): boolean {
  const matches = (globs: readonly string[]) => globs.some((glob) => globMatcher(glob)(parameter));
  if (policy.disabled_centrals.includes(central) || matches(policy.exclude)) return false;
  if (policy.include.length > 0 && !matches(policy.include)) return false;
  if (point === undefined || isNumeric(point)) return true;
  const { TYPE } = point.description;
  return (TYPE === "BOOL" && policy.booleans) || (TYPE === "ENUM" && policy.enums);
}

/** A value of the model as a number; `undefined` where it is none: texts, labels that the list lacks. */
export function recordedNumber({ description }: Described, value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (description.TYPE !== "ENUM") return undefined;
  const place = description.VALUE_LIST?.indexOf(value as string) ?? -1;
  return place < 0 ? undefined : place;
}
