/**
 * A secret that is kept goes where it went before: whoever changes an address that a secret is sent to (a broker, a share, an
 * identity provider, the key of a signature's receiver …) gives the secret with it. An administrator of this program need not
 * know the password of everything that it talks to, and must not get it by naming another host.
 */
import { type FieldError, type Refusal, rejected } from "../kernel/problem.ts";
import type { EffectiveField, Section, SectionField } from "../kernel/section.ts";
import { type Document, memberAt } from "./layers.ts";

/** What is shown in the place of a secret, and means "as it is" where somebody sends it (contract). */
export const MASK = "***";

const REASON = "must be given again: it would go to another address than before";
export const mustBeGiven = (errors: readonly FieldError[]): Refusal =>
  rejected(`${errors[0]?.field} ${REASON}`, "Validation failed", [...errors]);
export const mustBeGivenAgain = (field: string): FieldError => ({ field, reason: REASON });

/** Is it a secret that somebody has typed, and not what stands for the one that is there? */
export const isGivenSecret = (sent: unknown): sent is string =>
  typeof sent === "string" && sent !== "" && sent !== MASK;

/** Where a secret is sent: members beside it. */
const addressesOf = ({ members, sentTo = [] }: SectionField): (readonly string[])[] =>
  sentTo.map((name) => [...members.slice(0, -1), name]);

const at = (fields: readonly EffectiveField[], members: readonly string[]): EffectiveField | undefined =>
  fields.find(({ field }) => field.members.join(".") === members.join("."));

/**
 * Secrets that would go to another address than before, though nobody has given them with this change. What file and
 * environment say together is the operator's own decision.
 * @param before what holds now
 * @param after what would hold
 * @param given what was sent
 */
export function movedSecrets(
  section: Section,
  before: readonly EffectiveField[],
  after: readonly EffectiveField[],
  given: Document,
): FieldError[] {
  const isMoved = (field: SectionField): boolean => {
    const secret = at(after, field.members);
    if (!secret?.value) return false;
    if (isGivenSecret(memberAt(given, field.members)) && secret.source === "db") return false;
    const addresses = addressesOf(field);
    const isOperators = [field.members, ...addresses].every((members) => at(after, members)?.source !== "db");
    const isSame = [field.members, ...addresses].every(
      (members) => at(before, members)?.value === at(after, members)?.value,
    );
    return !isOperators && !isSame;
  };
  return section.fields
    .filter((field) => field.sentTo !== undefined && isMoved(field))
    .map(({ members }) => mustBeGivenAgain(members.join(".")));
}
