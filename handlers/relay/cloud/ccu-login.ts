/**
 * Logins of a CCU's users in the cloud: the relay asks the CCU, and says which role its user has. The user and the session
 * are made here, by the rules of home. Who is not reached answers 503: nobody is told that a password is wrong that nobody
 * has looked at.
 */
import { type CcuLogin, createCcuUsers, isCcuUser, mayBeCcuUser } from "../../auth/ccu-users.ts";
import type { Role } from "../../kernel/identity.ts";
import { Refusal, tooMany, unready } from "../../kernel/problem.ts";
import type { Site } from "../../kernel/site.ts";
import { LOGIN_TEXT_LIMIT } from "../protocol/request-message.ts";
import type { BrokerAccess } from "./broker-access.ts";

/** What the home offers, in `capabilities` of its program. */
export const CCU_LOGIN = "auth.ccu.v1";

type Parts = Pick<Site, "id" | "store" | "clock" | "secrets" | "log"> & {
  broker: BrokerAccess;
  /** What the home's program has said that it can do. */
  capabilities(): Promise<readonly string[]>;
  roleChanged(subject: string, role: Role): Promise<void>;
};

const away = () => unready("the home, which knows the users of its CCU, does not answer", "Login not possible now", 5);

export function createRelayedCcuLogin(parts: Parts): CcuLogin {
  const users = createCcuUsers(parts);

  async function ask(username: string, password: string, network: string) {
    try {
      const { requester } = await parts.broker.open(parts.id);
      return await requester.login(parts.id, { username, password, network });
    } catch (error) {
      if (!(error instanceof Refusal)) parts.log.error("login not asked at home", { site: parts.id });
      throw away();
    }
  }

  return {
    concerns: (user) => user === undefined || isCcuUser(user),
    async check(name, password, network) {
      if (!mayBeCcuUser(name, password) || password.length > LOGIN_TEXT_LIMIT) return null;
      if (!(await parts.capabilities()).includes(CCU_LOGIN)) return null;
      const answer = await ask(name.trim(), password, network);
      if ("wait" in answer)
        throw tooMany("wait before trying another password", "Too many login attempts", Math.ceil(answer.wait));
      if ("refused" in answer) {
        if (answer.refused === "away") throw away();
        return null;
      }
      return users.keep(answer.central, name, answer.role);
    },
  };
}
