/**
 * Which of the ready-made profiles a channel can have, and which one it has. A profile is offered where the channel's
 * MASTER has all its parameters, writable, with values that the channel takes.
 */
import type { Locale } from "../labels.ts";
import type { Channel, DataPoint } from "../types.ts";
import { bounds, fromWire, isRejected, toWire } from "../values.ts";
import { type Constraint, type MasterProfile, TOPICS } from "./profile-catalogue.ts";

type ChannelParts = Pick<Channel, "type" | "master">;

function takes(point: DataPoint | undefined, constraint: Constraint): boolean {
  if (!point?.operations.write) return false;
  const accepts = (value: unknown) => !isRejected(toWire(point, value));
  switch (constraint.constraint_type) {
    case "fixed":
      return accepts(constraint.value);
    case "list":
      return constraint.values.every(accepts);
    case "range": {
      const { min, max } = bounds(point.description);
      return (
        (min ?? constraint.min_value) <= constraint.min_value && (max ?? constraint.max_value) >= constraint.max_value
      );
    }
  }
}
const fits = (channel: ChannelParts, { params }: MasterProfile): boolean =>
  Object.entries(params).every(([parameter, constraint]) => takes(channel.master.get(parameter), constraint));

const topicsOf = (channel: ChannelParts) =>
  TOPICS.filter(({ channels }) => channels.test(channel.type)).map((topic) => ({
    ...topic,
    profiles: topic.profiles.filter((one) => fits(channel, one)),
  }));

/** The profiles that can be chosen for a channel. */
export const profilesOf = (channel: ChannelParts): MasterProfile[] =>
  topicsOf(channel).flatMap(({ profiles }) => profiles);

/** What applying a profile writes: the fixed values only (contract). */
export const fixedValues = ({ params }: MasterProfile): Record<string, boolean | number | string> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([parameter, constraint]) =>
      constraint.constraint_type === "fixed" ? [[parameter, constraint.value]] : [],
    ),
  );

// ---------------------------------------------------------------- which one is active

/** Labels and indexes of a list are the same value, and so are 1 and 1.0. */
function isEqual(point: DataPoint, a: unknown, b: unknown): boolean {
  const [left, right] = [fromWire(point, a), fromWire(point, b)];
  return typeof left === "number" && typeof right === "number" ? Math.abs(left - right) < 1e-6 : left === right;
}

function holds(point: DataPoint, constraint: Constraint, value: unknown): boolean {
  switch (constraint.constraint_type) {
    case "fixed":
      return isEqual(point, constraint.value, value);
    case "list":
      return constraint.values.some((one) => isEqual(point, one, value));
    case "range": {
      const number = fromWire(point, value);
      return typeof number === "number" && number >= constraint.min_value && number <= constraint.max_value;
    }
  }
}

/** All its parameters have a value that fits; a value that is not known fits nothing. */
const isActive = (
  channel: ChannelParts,
  { params }: MasterProfile,
  values: Readonly<Record<string, unknown>>,
): boolean =>
  Object.entries(params).every(
    ([parameter, constraint]) =>
      Object.hasOwn(values, parameter) && holds(channel.master.get(parameter)!, constraint, values[parameter]),
  );

const score = ({ params }: MasterProfile): number => {
  const all = Object.values(params);
  const exact = all.filter(({ constraint_type }) => constraint_type === "fixed").length;
  return exact - 100 * (all.length - exact);
};

/** Id of the profile that these values are, the most exact one; 0 = none. */
export function activeProfile(channel: ChannelParts, values: Readonly<Record<string, unknown>>): number {
  let best: MasterProfile | undefined;
  for (const one of profilesOf(channel))
    if (isActive(channel, one, values) && (best === undefined || score(one) > score(best))) best = one;
  return best?.id ?? 0;
}

// ---------------------------------------------------------------- as choices of a form

export interface ProfileChoice {
  id: string;
  label: string;
  /** Parameters that the choice sets. */
  members: string[];
  current: number | undefined;
  options: { id: number; label: string; values: Record<string, unknown> }[];
}

/** Topics with at least two profiles that set everything themselves. `values`: what is known of the channel's MASTER. */
export function profileChoices(
  channel: Channel,
  values: Readonly<Record<string, unknown>>,
  locale: Locale,
): ProfileChoice[] {
  return topicsOf(channel).flatMap(({ id, label, profiles }): ProfileChoice[] => {
    const exact = profiles.filter(({ params }) =>
      Object.values(params).every(({ constraint_type }) => constraint_type === "fixed"),
    );
    if (exact.length < 2) return [];
    return [
      {
        id: `subset_${id}`,
        label: label[locale],
        members: [...new Set(exact.flatMap(({ params }) => Object.keys(params)))],
        current: exact.find((one) => isActive(channel, one, values))?.id,
        options: exact.map((one) => ({ id: one.id, label: one.name[locale], values: fixedValues(one) })),
      },
    ];
  });
}
