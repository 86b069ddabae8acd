/**
 * One change of the administrators at a time. "Not the last admin" speaks about all users at once, which no
 * conditional write of a single record can say: two admins who demote each other would both succeed. So whoever takes
 * an admin away, or decides from "there is no user yet", holds this lock. In one process changes queue up; between
 * processes the later one is refused and may be repeated.
 */
import { conflict } from "../kernel/problem.ts";
import type { Site, StateKey } from "../kernel/site.ts";

/** After a crash the lock ends by itself. The work inside is a few store calls: milliseconds. */
export const USERS_LOCK_MS = 10_000;
const KEY = "users";

/** The last of the changes that wait for each other in this process. */
const queue: StateKey<{ last: Promise<unknown> }> = {
  name: "users-lock",
  create: () => ({ last: Promise.resolve() }),
};

/** Runs `work` alone. Throws 409 where another process is at it. Slow hashes are computed before, not inside. */
export function withUsersLocked<T>(
  site: Pick<Site, "store" | "clock" | "secrets" | "state">,
  work: () => Promise<T>,
): Promise<T> {
  const waiting = site.state(queue);
  const mine = waiting.last.then(
    () => locked(site, work),
    () => locked(site, work),
  );
  waiting.last = mine;
  return mine;
}

async function locked<T>(site: Pick<Site, "store" | "clock" | "secrets">, work: () => Promise<T>): Promise<T> {
  const { store, clock, secrets } = site;
  const expiresAt = clock.now() + USERS_LOCK_MS;
  const version = await store.put("lock", KEY, { owner: secrets.uuid() }, { ifVersion: 0, expiresAt });
  if (version === undefined) throw conflict("the users are being changed right now; try again", "Users are locked");
  try {
    return await work();
  } finally {
    await store.delete("lock", KEY, { ifVersion: version });
  }
}
