/** What the claims of an identity provider say about a person: its name here, and its role. */
import { usernameFault } from "../../auth/usernames.ts";
import { ROLES, type Role } from "../../kernel/identity.ts";
import { subjectOf } from "../../records/accounts.ts";

export type Claims = Readonly<Record<string, unknown>>;

/** Of what a claim says, so many groups are looked at: a household has some, a company's directory hundreds. */
export const GROUPS_LIMIT = 1_000;

const isObject = (value: unknown): value is Claims =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const own = (claims: Claims, name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);

/** An address that nobody has confirmed is no name and no proof of anything. */
const isUnproven = (claims: Claims, name: string): boolean => name === "email" && claims.email_verified !== true;

/** The claim of that very name (which may contain dots), else what lies at the path. */
function claimAt(claims: Claims, path: string): unknown {
  if (isUnproven(claims, path)) return undefined;
  const whole = own(claims, path);
  if (whole !== undefined) return whole;
  let value: unknown = claims;
  for (const name of path.split(".")) value = isObject(value) ? own(value, name) : undefined;
  return value;
}

/** A text or a list of texts, each as a whole (`no admin` is no admin); what else stands there says nothing. */
function words(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value)
    ? value.slice(0, GROUPS_LIMIT).filter((word): word is string => typeof word === "string")
    : [];
}

const BUILT_IN: Readonly<Record<string, Role>> = {
  admin: "admin",
  administrator: "admin",
  operator: "operator",
  viewer: "viewer",
};

export interface RoleRules {
  readonly role_claim: string;
  /** Empty: {@link BUILT_IN}. */
  readonly role_mapping: Readonly<Record<string, Role>>;
  readonly default_role: Role | "none";
}

/** The highest role that the claim gives; `undefined`: whoever this is may not in. */
export function roleOf(claims: Claims, { role_claim, role_mapping, default_role }: RoleRules): Role | undefined {
  const isMapped = Object.keys(role_mapping).length > 0;
  const found = words(claimAt(claims, role_claim)).map((word) =>
    isMapped
      ? Object.hasOwn(role_mapping, word)
        ? role_mapping[word]
        : undefined
      : Object.hasOwn(BUILT_IN, word.toLowerCase())
        ? BUILT_IN[word.toLowerCase()]
        : undefined,
  );
  const highest = Math.max(...found.map((role) => (role === undefined ? -1 : ROLES.indexOf(role))), -1);
  return ROLES[highest] ?? (default_role === "none" ? undefined : default_role);
}

/** `preferred_username`, else a confirmed address, else `sub`: the first that a user can be called. */
export function nameOf(claims: Claims): string | undefined {
  return ["preferred_username", "email", "sub"]
    .filter((claim) => !isUnproven(claims, claim))
    .map((claim) => own(claims, claim))
    .filter((name): name is string => typeof name === "string")
    .map(subjectOf)
    .find((name) => usernameFault(name) === undefined);
}
