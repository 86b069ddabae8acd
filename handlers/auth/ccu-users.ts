/**
 * Logins of the CCU's own users (section `north.rest.auth.ccu`): the CCU says whether the password is right and which
 * level the user has. A name that a user of this program has is never asked for: whose CCU password is equal by name is
 * somebody else.
 */
import type { Role } from "../kernel/identity.ts";
import { unready } from "../kernel/problem.ts";
import type { Sections } from "../kernel/section.ts";
import type { Centrals, Site } from "../kernel/site.ts";
import { CcuFault, type CcuUserLevel, type StoredRecord } from "../ports/index.ts";
import { subjectOf, type UserRecord } from "../records/accounts.ts";
import { recordAudit } from "../records/audit-log.ts";
import { changeRecord, LEAVE } from "../records/change-record.ts";
import { ccuLoginSettings } from "./sign-on-settings.ts";
import { usernameFault } from "./usernames.ts";

/** Milliseconds until a login that waits for the CCU is given up: below the time that a handler has. */
const CHECK_MS = 15_000;
/** Levels as the field maps them (api-behaviour 2.1). */
const BUILT_IN: Readonly<Record<string, Role>> = { 8: "admin", 2: "operator", 1: "viewer" };
/** Before the CCU's name, in the place of an issuer: no address of an identity provider begins so. */
const ISSUER = "ccu:";

export interface CcuLogin {
  /** May somebody of this name be a user of the CCU: it is on, and nobody or one of the CCU's users has the name. */
  concerns(user: UserRecord | undefined): boolean;
  /**
   * The user, made or brought up to date, where the CCU takes the password; `null` where it does not, or the level is too
   * low. @param network of whoever logs in. @throws Refusal 503 where the CCU does not say, and only it could
   */
  check(name: string, password: string, network: string): Promise<StoredRecord<UserRecord> | null>;
}

/** What the CCU says of a name and a password: whose user it is, with which role; `null`: none that may log in. */
export type CcuJudge = (name: string, password: string) => Promise<{ central: string; role: Role } | null>;
/** The CCU did not say. */
export class CcuUnanswered extends Error {}

export const isCcuUser = (user: UserRecord): boolean => user.identity?.issuer.startsWith(ISSUER) === true;
/** No user can be called otherwise here, and no form of the WebUI can send an empty password. */
export const mayBeCcuUser = (name: string, password: string): boolean =>
  usernameFault(subjectOf(name)) === undefined && password !== "";

interface JudgeParts extends Pick<Site, "clock" | "log"> {
  sections: Sections;
  centrals: () => Pick<Centrals, "names" | "ccu">;
}

/** Asks the CCU. Rejects with {@link CcuUnanswered}. */
export function createCcuJudge({ sections, centrals, clock, log }: JudgeParts): CcuJudge {
  const settings = () => sections.read(ccuLoginSettings);

  function roleOf(level: CcuUserLevel): Role | undefined {
    const { min_user_level, role_mapping } = settings();
    if (level < min_user_level) return undefined;
    const mapping = Object.keys(role_mapping).length > 0 ? role_mapping : BUILT_IN;
    return Object.hasOwn(mapping, String(level)) ? mapping[String(level)] : undefined;
  }

  return async (name, password) => {
    const central = settings().central || centrals().names()[0];
    if (central === undefined || !mayBeCcuUser(name, password)) return null;
    try {
      const level = await centrals()
        .ccu(central)
        ?.checkUser(name.trim(), password, clock.now() + CHECK_MS);
      const role = level === null || level === undefined ? undefined : roleOf(level);
      return role === undefined ? null : { central, role };
    } catch (error) {
      if (!(error instanceof CcuFault)) throw error;
      log.warn("the CCU does not say whether a login is right", { central, reason: error.message });
      throw new CcuUnanswered();
    }
  };
}

type UserParts = Pick<Site, "store" | "clock" | "secrets" | "log"> & {
  /** The role of a user is another one now. */
  roleChanged(subject: string, role: Role): Promise<void>;
};

/** Records of the CCU's users, in which there is no password. */
export function createCcuUsers(parts: UserParts) {
  const { store, clock } = parts;
  return {
    /** Makes it, or gives it its role; `null` where somebody else has the name. */
    async keep(central: string, name: string, role: Role): Promise<StoredRecord<UserRecord> | null> {
      const subject = subjectOf(name);
      const identity = { issuer: ISSUER + central, subject };
      const isSame = (user: UserRecord) =>
        user.identity?.issuer === identity.issuer && user.identity.subject === subject;
      const { before, after } = await changeRecord<UserRecord>(
        store,
        "user",
        subject,
        (user) => {
          if (user) return isSame(user) && user.role !== role ? { ...user, role } : LEAVE;
          const created_at = new Date(clock.now()).toISOString();
          return { id: parts.secrets.uuid(), role, identity, epoch: 1, created_at };
        },
        () => unready(`user ${subject} is being changed elsewhere; try again`, "Busy", 1),
      );
      if (!after || !isSame(after)) return null;
      if (before === undefined)
        await recordAudit({ ...parts, noted: () => {} }, null, {
          action: "user_create",
          note: `subject=${subject} role=${role} ccu=${central}`,
        });
      else if (before.role !== role) await parts.roleChanged(subject, role);
      return (await store.get<UserRecord>("user", subject)) ?? null;
    },
  };
}

/** Next to the CCU. */
export function createCcuLogin(parts: JudgeParts & UserParts): CcuLogin {
  const { store } = parts;
  const judge = createCcuJudge(parts);
  const users = createCcuUsers(parts);
  return {
    concerns: (user) => parts.sections.read(ccuLoginSettings).enabled && (user === undefined || isCcuUser(user)),
    async check(name, password) {
      const verdict = await judge(name, password).catch(async (error: unknown) => {
        if (!(error instanceof CcuUnanswered)) throw error;
        // a name that nobody has is answered as any wrong one
        if (await store.get<UserRecord>("user", subjectOf(name)))
          throw unready("the CCU that knows this user does not answer", "Login not possible now");
        return null;
      });
      return verdict && users.keep(verdict.central, name, verdict.role);
    },
  };
}
