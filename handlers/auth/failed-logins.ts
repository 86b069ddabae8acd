/**
 * What failed logins leave behind: a warning in the log and an entry in the audit log, seldom enough that nobody can fill
 * either. Never a password, and a name only where it is a user's: people type passwords into the field for names.
 */

import { createBoundedCache } from "../kernel/bounded-cache.ts";
import type { Site } from "../kernel/site.ts";
import { createTokenBuckets } from "../kernel/token-bucket.ts";
import { recordAudit } from "../records/audit-log.ts";

/** One warning for an address in so many milliseconds; it says how many logins failed since the last one. */
export const WARN_EVERY_MS = 60_000;
/** Warnings of all addresses together: a second's worth, and the first minute of an attack from many. */
const WARNINGS_RATE = 1;
const WARNINGS_BURST = 60;
/** Audit entries (kept for half a year): at most one a minute in the long run, thirty at once. */
const AUDIT_RATE = 1 / 60;
export const AUDIT_BURST = 30;
/** Addresses that are counted at once. */
const ADDRESSES_KEPT = 10_000;

export interface FailedLogin {
  /** Address of the client. */
  remote: string;
  /** `networkOf` the address. */
  network: string;
  /** The user whose password was wrong; absent for an unknown name. */
  user?: string;
  /** What was tried. */
  scheme: "password" | "token";
}

/** The returned function is told of every failure. To be awaited: a function is frozen when it has answered. */
export function createFailedLogins(
  site: Pick<Site, "clock" | "log" | "store" | "secrets">,
): (failure: FailedLogin) => Promise<void> {
  const { clock, log } = site;
  const counts = createBoundedCache<string, { failures: number; toldAt: number }>(ADDRESSES_KEPT);
  const warnings = createTokenBuckets(clock, WARNINGS_RATE, WARNINGS_BURST);
  const audits = createTokenBuckets(clock, AUDIT_RATE, AUDIT_BURST);
  return async ({ remote, network, user, scheme }) => {
    const key = `${scheme} ${network}`;
    const count = counts.get(key) ?? { failures: 0, toldAt: Number.NEGATIVE_INFINITY };
    count.failures += 1;
    counts.set(key, count);
    const now = clock.now();
    if (now - count.toldAt < WARN_EVERY_MS || warnings.take("") > 0) return;
    const { failures } = count;
    counts.set(key, { failures: 0, toldAt: now });
    log.warn("login failed", { remote, scheme, failures, ...(user === undefined ? {} : { user }) });
    // a token that has expired is tried again and again by a program that nobody looks at
    if (scheme === "token" || audits.take("") > 0) return;
    const note = `remote=${remote} failures=${failures}${user === undefined ? "" : ` subject=${user}`}`;
    await recordAudit({ ...site, noted: () => {} }, null, { action: "login_failed", note });
  };
}
