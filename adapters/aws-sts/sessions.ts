/**
 * Credentials that reach one site: a role assumed with the site as the session's tag, whose policy repeats the rule of the
 * code, that keys begin with the site (infra/stack-table.ts).
 */
import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import { createBoundedCache } from "../../handlers/kernel/bounded-cache.ts";
import type { Clock } from "../../handlers/ports/index.ts";

/** Seconds of a session: the most that AWS gives to who has assumed a role already, as every function has. */
const SESSION_S = 3_600;
/** Milliseconds before its end from which on a session is not handed out any more; the SDK asks again at the same time. */
export const RENEW_MS = 300_000;
/** Sessions that one instance keeps, under 2 KB each. */
const SESSIONS_KEPT = 500;

export interface SessionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

export interface SiteSessionOptions {
  client: Pick<STSClient, "send">;
  roleArn: string;
  /** Key of the session's tag. */
  tag: string;
  clock: Clock;
}

/** Credentials of a site; asked for once at a time, and anew before they end. Rejects where AWS refuses. */
export function createSiteSessions(options: SiteSessionOptions): (site: string) => Promise<SessionCredentials> {
  const { client, roleArn, tag, clock } = options;
  const kept = createBoundedCache<string, SessionCredentials>(SESSIONS_KEPT);
  const asked = new Map<string, Promise<SessionCredentials>>();

  async function assume(site: string): Promise<SessionCredentials> {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: `ccu-anywhere-${site}`,
        DurationSeconds: SESSION_S,
        Tags: [{ Key: tag, Value: site }],
      }),
    );
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {};
    if (!accessKeyId || !secretAccessKey || !sessionToken || !given?.Expiration)
      throw new Error("AWS STS answered without credentials");
    const session = { accessKeyId, secretAccessKey, sessionToken, expiration: given.Expiration };
    kept.set(site, session);
    return session;
  }

  return async (site) => {
    const known = kept.get(site);
    if (known && known.expiration.getTime() - clock.now() > RENEW_MS) return known;
    const asking = asked.get(site) ?? assume(site).finally(() => asked.delete(site));
    asked.set(site, asking);
    return asking;
  };
}
