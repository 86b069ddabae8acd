/**
 * What a person wants to see although it is hidden by default (device-model 6.1). Two notations mean the same:
 * `PARAMETER:PARAMSET@MODEL:CHANNEL` (a bare `PARAMETER` for VALUES everywhere) and the contract's
 * `MODEL:CHANNEL:PARAMETER`. `all` and `*` stand for every model or channel; an empty channel is the device itself.
 */
import type { DataPointParamset } from "./types.ts";
import type { ParameterPlace } from "./visibility.ts";

/** Longest pattern: a parameter and a model of the longest known names, three times over. */
export const UNIGNORE_LENGTH_LIMIT = 200;

export interface UnIgnore {
  /** As the CCU spells it. */
  readonly parameter: string;
  /** LINK is understood and shows nothing: parameters of links are no data points and are never hidden. */
  readonly paramset: DataPointParamset | "LINK";
  /** Lower case; `undefined` = every model. */
  readonly model: string | undefined;
  /** `null` = the device itself, `undefined` = every channel. */
  readonly channel: number | null | undefined;
}
export type ParsedUnIgnore = { readonly pattern: UnIgnore } | { readonly error: string };

const PARAMETER = /^[^\s:@*#]+$/;
const MODEL = /^[^:@*#]+$/;
const CHANNEL = /^\d{1,4}$/;
const isWildcard = (text: string): boolean => text === "*" || text.toLowerCase() === "all";
const fail = (error: string): ParsedUnIgnore => ({ error });

/** Blank lines and comments, which say nothing and are no mistake either. */
export const isBlankUnIgnore = (line: string): boolean => /^\s*(#|$)/.test(line);

function build(parameter: string, paramset: string, model: string, channel: string): ParsedUnIgnore {
  if (!PARAMETER.test(parameter)) return fail("names no parameter");
  if (paramset !== "VALUES" && paramset !== "MASTER" && paramset !== "LINK")
    return fail("the paramset is none of VALUES, MASTER, LINK");
  if (!isWildcard(model) && !MODEL.test(model)) return fail("names no model");
  if (channel !== "" && !isWildcard(channel) && !CHANNEL.test(channel))
    return fail("the channel is neither a number nor empty nor a wildcard");
  if (paramset !== "VALUES" && (isWildcard(model) || isWildcard(channel)))
    return fail(`${paramset} takes one model and one channel, no wildcard`);
  return {
    pattern: {
      parameter,
      paramset,
      model: isWildcard(model) ? undefined : model.toLowerCase(),
      channel: isWildcard(channel) ? undefined : channel === "" ? null : Number(channel),
    },
  };
}

/** One line, blanks around it ignored. What is wrong is said for people; nothing is ever thrown. */
export function parseUnIgnore(line: string): ParsedUnIgnore {
  const text = line.trim();
  if (text.length > UNIGNORE_LENGTH_LIMIT) return fail(`is longer than ${UNIGNORE_LENGTH_LIMIT} characters`);
  const [left = "", right, ...more] = text.split("@");
  if (more.length > 0) return fail("has more than one @");
  if (right !== undefined) {
    const [parameter = "", paramset, ...surplus] = left.split(":");
    const [model = "", channel, ...rest] = right.split(":");
    if (paramset === undefined || channel === undefined || surplus.length > 0 || rest.length > 0)
      return fail("is not PARAMETER:PARAMSET@MODEL:CHANNEL");
    return build(parameter.trim(), paramset.trim().toUpperCase(), model.trim(), channel.trim());
  }
  const parts = left.split(":").map((part) => part.trim());
  if (parts.length === 1) return build(left, "VALUES", "*", "*");
  const [model = "", channel = "", parameter = ""] = parts;
  if (parts.length !== 3) return fail("is neither PARAMETER:PARAMSET@MODEL:CHANNEL nor MODEL:CHANNEL:PARAMETER");
  return build(parameter, "VALUES", model, channel);
}

/** Says of a parameter whether a person wants to see it. Asked for every data point of a home. */
export interface UnIgnored {
  (place: ParameterPlace): boolean;
  /** All that any pattern names: who has none of them need not be asked. */
  readonly parameters: ReadonlySet<string>;
}

/** What does not parse is left out. `undefined` = nobody wants anything. */
export function unIgnoredBy(lines: readonly string[]): UnIgnored | undefined {
  const byParameter = new Map<string, UnIgnore[]>();
  for (const line of lines) {
    const parsed = isBlankUnIgnore(line) ? undefined : parseUnIgnore(line);
    if (parsed === undefined || "error" in parsed || parsed.pattern.paramset === "LINK") continue;
    const known = byParameter.get(parsed.pattern.parameter);
    if (known) known.push(parsed.pattern);
    else byParameter.set(parsed.pattern.parameter, [parsed.pattern]);
  }
  if (byParameter.size === 0) return undefined;
  const isWanted = ({ model, channel, paramset, parameter }: ParameterPlace): boolean => {
    const patterns = byParameter.get(parameter);
    if (patterns === undefined) return false;
    const lower = model.toLowerCase();
    return patterns.some(
      (pattern) =>
        pattern.paramset === paramset &&
        (pattern.model === undefined || pattern.model === lower) &&
        (pattern.channel === undefined || pattern.channel === channel),
    );
  };
  return Object.assign(isWanted, { parameters: new Set(byParameter.keys()) });
}

/** Parameters that every device has for its own bookkeeping: nobody wants them in a list (device-model 6.8). */
const NEVER_OFFERED: ReadonlySet<string> = new Set(["CONFIG_PENDING", "STICKY_UNREACH", "UNREACH"]);

/** The spellings under which a hidden parameter can be un-ignored, as they are offered to people (device-model 6.8). */
export function unIgnoreSpellings({ model, channel, paramset, parameter }: ParameterPlace): string[] {
  if (NEVER_OFFERED.has(parameter)) return [];
  const here = `${parameter}:${paramset}@${model}:${channel ?? ""}`;
  return paramset === "MASTER" ? [here] : [parameter, `${parameter}:VALUES@${model}:all`, here];
}
