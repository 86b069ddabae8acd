/** Whether a name and a password belong together: users of this program, and those of the CCU. */
import { networkOf } from "../kernel/addresses.ts";
import { createBoundedCache } from "../kernel/bounded-cache.ts";
import { onDemand } from "../kernel/on-demand.ts";
import { unready } from "../kernel/problem.ts";
import type { Site } from "../kernel/site.ts";
import type { StoredRecord } from "../ports/index.ts";
import { subjectOf, type UserRecord } from "../records/accounts.ts";
import { changeRecord, LEAVE } from "../records/change-record.ts";
import type { CcuLogin } from "./ccu-users.ts";
import type { createFailedLogins } from "./failed-logins.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import { createPasswordQueue } from "./password-queue.ts";
import { isPossiblePassword } from "./passwords.ts";

/**
 * Milliseconds that a password which the CCU took is recognised: a program that sends it with every request costs the CCU
 * a login in five minutes. So long may one count there that has been changed.
 */
export const CCU_KEPT_MS = 300_000;

interface Parts extends Pick<Site, "store" | "clock" | "secrets"> {
  throttle: LoginThrottle;
  /** Turns a text into a key that tells nothing about it. */
  keyOf(text: string): string;
  /** Entries of what is remembered. */
  kept: number;
  failed: ReturnType<typeof createFailedLogins>;
  ccu?: CcuLogin | undefined;
}

/** The user, where name and password are right; a number = the seconds to wait before the next attempt. */
export type VerifyPassword = (
  name: string,
  password: string,
  remote: string,
) => Promise<StoredRecord<UserRecord> | number | null>;

export function createVerifyPassword({
  store,
  clock,
  secrets,
  throttle,
  keyOf,
  kept,
  failed,
  ccu,
}: Parts): VerifyPassword {
  const queue = createPasswordQueue(clock);
  /** Stored hashes that a password matched before, by address, name and password: they need neither attempt nor hash. */
  const matched = createBoundedCache<string, string>(kept);
  /** The same of passwords that the CCU took: which user it was, and until when that counts. */
  const taken = createBoundedCache<string, { id: string; epoch: number; until: number }>(kept);
  const decoy = onDemand(() => secrets.hashPassword(secrets.token()));

  /** An unknown user costs a hash too: the time must not tell which names exist. */
  async function matches(user: UserRecord | undefined, password: string): Promise<boolean> {
    if (!isPossiblePassword(password)) return false;
    const right = await secrets.checkPassword(password, user?.password ?? (await decoy()));
    return right && user?.password !== undefined;
  }

  /** From now on the printed password is somebody's: the setup is no longer open to everybody. */
  async function markUsed({ key, value }: StoredRecord<UserRecord>): Promise<void> {
    if (value.initial !== "unused") return;
    await changeRecord<UserRecord>(
      store,
      "user",
      key,
      (user) => (user?.id === value.id && user.initial === "unused" ? { ...user, initial: "used" } : LEAVE),
      () => unready(`user ${key} is being changed elsewhere; try again`, "Busy", 1),
    );
  }

  /** Was it right before, from the same address? */
  function isKnown(key: string, { value }: StoredRecord<UserRecord>): boolean {
    if (value.password !== undefined) return matched.get(key) === value.password;
    const before = taken.get(key);
    return before?.id === value.id && before.epoch === value.epoch && before.until > clock.now() && concerned(value);
  }
  const concerned = (user: UserRecord | undefined): boolean => ccu?.concerns(user) === true;

  /** What was right before is recognised although others with that address have used up the attempts. */
  return async (name, password, remote) => {
    const subject = subjectOf(name);
    const network = networkOf(remote);
    const key = keyOf(`password ${network} ${JSON.stringify([subject, password])}`);
    const user = await store.get<UserRecord>("user", subject);
    if (user && throttle.recognises(network) && isKnown(key, user)) return user;
    const seconds = throttle.take(network, subject);
    if (seconds > 0) return seconds;
    let found: StoredRecord<UserRecord> | null = null;
    try {
      const right = await queue.run(network, () => matches(user?.value, password));
      if (right && user) found = user;
      else if (ccu && concerned(user?.value)) found = await ccu.check(name, password, network);
    } catch (error) {
      throttle.give(network, subject);
      throw error;
    }
    if (!found) {
      await failed({ remote, network, scheme: "password", ...(user ? { user: user.key } : {}) });
      return null;
    }
    throttle.give(network, subject);
    queue.proven(network);
    const { id, epoch, password: hash } = found.value;
    if (hash !== undefined) matched.set(key, hash);
    else taken.set(key, { id, epoch, until: clock.now() + CCU_KEPT_MS });
    await markUsed(found);
    return found;
  };
}
