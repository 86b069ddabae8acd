/** What a parameter of a direct link is about (device-model 5.3). */
import type { ParameterDescription } from "../../ports/index.ts";
import { specials } from "../values.ts";

export type LinkCategory = "time" | "jump_target" | "condition" | "level" | "action" | "other";
export type KeypressGroup = "common" | "short" | "long";

export interface LinkKind {
  category: LinkCategory;
  keypressGroup: KeypressGroup;
  /** Part of how the state machine of an actuator runs: of interest to experts only. */
  hiddenByDefault: boolean;
  displayAsPercent: boolean;
  /** "As it was before" can be chosen. */
  hasLastValue: boolean;
}

/** `SHORT_ON_LEVEL` → short, `ON_LEVEL`. */
export function splitPress(parameter: string): { group: KeypressGroup; rest: string } {
  if (parameter.startsWith("SHORT_")) return { group: "short", rest: parameter.slice("SHORT_".length) };
  if (parameter.startsWith("LONG_")) return { group: "long", rest: parameter.slice("LONG_".length) };
  return { group: "common", rest: parameter };
}

function categoryOf(rest: string): LinkCategory {
  if (/_TIME_(BASE|FACTOR)$/.test(rest)) return "time";
  // as a word of its own: EXPECT_AES is no condition
  if (/(^|_)JT_/.test(rest)) return "jump_target";
  if (/(^|_)CT_/.test(rest)) return "condition";
  if (rest === "LEVEL" || rest.endsWith("_LEVEL")) return "level";
  if (/(^|_)(ACTION_TYPE|MULTIEXECUTE)$/.test(rest)) return "action";
  return "other";
}
const EXPERTS: ReadonlySet<LinkCategory> = new Set(["jump_target", "condition", "action"]);

export function linkKind(parameter: string, description: ParameterDescription): LinkKind {
  const { group, rest } = splitPress(parameter);
  const category = categoryOf(rest);
  return {
    category,
    keypressGroup: group,
    hiddenByDefault: EXPERTS.has(category),
    displayAsPercent: category === "level",
    hasLastValue: category === "level" || specials(description).has("OLD_LEVEL"),
  };
}
