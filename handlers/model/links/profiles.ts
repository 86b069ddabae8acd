/**
 * Link profiles: what people want a link to do, in plain words, with the values that make the receiver do it. The wishes
 * are declared in lights.ts and comfort.ts; what of them a certain receiver can fulfil is told by its own description.
 */
import type { ParamsetDescription } from "../../ports/index.ts";
import type { Channel } from "../types.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { Constraint, Constraints, Prefix, Rule } from "./constraints.ts";
import { encodeLinkValues } from "./encode.ts";
import { sourceRoles } from "./roles.ts";

export type Text = Readonly<Record<"de" | "en", string>>;
/** What a sender says: presses; that somebody moves; open or closed; above or below a threshold. */
export type SenderKind = "key" | "motion" | "brightness" | "contact" | "threshold";

/** A wish, and how a receiver fulfils it after short and long presses. Sensors only ever press shortly. */
export interface Wish {
  /** Stable within its family; never 0. */
  readonly id: number;
  readonly senders: readonly SenderKind[];
  readonly name: Text;
  readonly description?: Text;
  readonly short?: Rule;
  readonly long?: Rule;
  /** Parameters of both presses. */
  readonly common?: Rule;
}
export interface Family {
  /** Channel types of the receivers. */
  readonly receivers: RegExp;
  readonly wishes: readonly Wish[];
}

/** As the contract has it. `params` is absent for the expert, who decides everything alone. */
export interface LinkProfile {
  id: number;
  name: Text;
  description?: Text;
  params?: Constraints;
}

export const EXPERT = 0;
const expert: LinkProfile = {
  id: EXPERT,
  name: { de: "Experte", en: "Expert" },
  description: { de: "Alle Parameter einzeln einstellen", en: "Set every parameter by hand" },
};

/** Told from the channel's type, its roles and its events (device-model 5.1). */
export function senderKinds({
  type,
  description,
  eventGroups,
}: Pick<Channel, "type" | "description" | "eventGroups">): ReadonlySet<SenderKind> {
  const roles = sourceRoles({ description });
  const kinds = new Set<SenderKind>();
  if (/KEY|REMOTE|SWITCH_INTERFACE|ROTARY_CONTROL/.test(type) || roles.includes("REMOTE_CONTROL")) kinds.add("key");
  if (eventGroups.some(({ kind }) => kind === "keypress")) kinds.add("key");
  if (/MOTION|PRESENCE|PASSAGE/.test(type)) kinds.add("motion");
  // BidCos detectors send the brightness along; HmIP ones compare it themselves
  if (type === "MOTION_DETECTOR") kinds.add("brightness");
  if (/CONTACT|ROTARY_HANDLE/.test(type) || roles.some((role) => role.startsWith("WINDOW_SWITCH")))
    kinds.add("contact");
  const compares = /COND/.test(type) || roles.includes("CONDITIONAL_SWITCH");
  if (compares && !kinds.has("motion") && !kinds.has("contact")) kinds.add("threshold");
  return kinds;
}

const fulfilled = (rule: Rule | undefined, description: ParamsetDescription, prefix: Prefix) =>
  rule ? rule(description, prefix) : {};

/** The constraints of a wish on this receiver; `undefined` where it lacks what is needed. */
function paramsOf({ short, long, common }: Wish, description: ParamsetDescription): Constraints | undefined {
  const parts = [
    fulfilled(common, description, ""),
    fulfilled(short, description, "SHORT_"),
    fulfilled(long, description, "LONG_"),
  ];
  if (parts.includes(undefined)) return undefined;
  const params = Object.assign({}, ...parts) as Constraints;
  return Object.keys(params).length > 0 && canBeWritten(params, description) ? params : undefined;
}

/** Every value that a constraint allows at its ends. */
function endsOf(constraint: Constraint): number[] {
  switch (constraint.constraint_type) {
    case "fixed":
      return [constraint.value];
    case "list":
      return [...constraint.values, constraint.default];
    default:
      return [constraint.min_value, constraint.max_value, constraint.default];
  }
}

/** Whatever a profile offers must be accepted when it is written, however odd the description is. */
function canBeWritten(params: Constraints, description: ParamsetDescription): boolean {
  const entries = Object.entries(params).flatMap(([name, one]) => endsOf(one).map((value) => [name, value] as const));
  const { refused, hidden } = encodeLinkValues(description, entries);
  return refused.length === 0 && hidden.length === 0;
}

export interface ProfileQuestion {
  receiverType: string;
  /** LINK description of the receiver. */
  description: ParamsetDescription;
  sender: Pick<Channel, "type" | "description" | "eventGroups">;
}

/** What can be offered for this pair, the expert first; `null` where we know nothing to offer. */
export function linkProfiles({ receiverType, description, sender }: ProfileQuestion): LinkProfile[] | null {
  const family = CATALOGUE.find(({ receivers }) => receivers.test(receiverType));
  const kinds = senderKinds(sender);
  const offered = (family?.wishes ?? []).flatMap((wish): LinkProfile[] => {
    if (!wish.senders.some((kind) => kinds.has(kind))) return [];
    const params = paramsOf(wish, description);
    if (!params) return [];
    const { id, name, description: words } = wish;
    return [{ id, name, ...(words ? { description: words } : {}), params }];
  });
  return offered.length > 0 ? [expert, ...offered] : null;
}

// ---------------------------------------------------------------- which one is it

/** Numbers, switches as 0 and 1, labels as their index; NaN for anything else. */
function numeric(value: unknown, list: readonly string[] | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string") return Number.NaN;
  const index = list?.indexOf(value) ?? -1;
  return index >= 0 ? index : value.trim() === "" ? Number.NaN : Number(value);
}

/** rfd cuts doubles to six decimals. */
const TOLERANCE = 1e-5;
const same = (a: number, b: number) => Math.abs(a - b) <= TOLERANCE;

function holds(constraint: Constraint, value: number): boolean {
  switch (constraint.constraint_type) {
    case "fixed":
      return same(constraint.value, value);
    case "list":
      return constraint.values.some((one) => same(one, value));
    default:
      return value >= constraint.min_value - TOLERANCE && value <= constraint.max_value + TOLERANCE;
  }
}

const score = (params: Constraints): number =>
  Object.values(params).reduce((sum, { constraint_type }) => sum + (constraint_type === "fixed" ? 1 : -100), 0);

/**
 * The profile that the values of a link follow: all constraints hold, parameters without a value left out; of several
 * the one that leaves least open, then the first (device-model 5.5). 0 = none of them: somebody's own.
 */
export function activeProfileId(
  profiles: readonly LinkProfile[] | null,
  values: Readonly<Record<string, unknown>>,
  description: ParamsetDescription,
): number {
  let best = { id: EXPERT, score: Number.NEGATIVE_INFINITY };
  for (const { id, params } of profiles ?? []) {
    if (id === EXPERT || !params) continue;
    const known = Object.entries(params).filter(([name]) => Object.hasOwn(values, name));
    const fits = known.every(([name, constraint]) => {
      const list = Object.hasOwn(description, name) ? description[name]?.VALUE_LIST : undefined;
      return holds(constraint, numeric(values[name], list));
    });
    // nothing is known of the link: nothing can be said
    if (!fits || known.length === 0) continue;
    const own = score(params);
    if (own > best.score) best = { id, score: own };
  }
  return best.id;
}

/** What a profile sets where nobody chooses anything else. */
export const profileValues = (params: Constraints = {}): Record<string, number> =>
  Object.fromEntries(
    Object.entries(params).map(([name, constraint]) => [
      name,
      constraint.constraint_type === "fixed" ? constraint.value : constraint.default,
    ]),
  );
