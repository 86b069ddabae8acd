/** How often one address may begin or end a sign-on: each makes this program ask the provider. */
import { networkOf } from "../../kernel/addresses.ts";
import { tooMany } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { StateKey } from "../../kernel/site.ts";
import { createTokenBuckets } from "../../kernel/token-bucket.ts";

/** Attempts a second of one address, and at once: a household behind one address whose people all sign in anew. */
const RATE = 1;
export const SIGN_ON_BURST = 20;

const buckets: StateKey<ReturnType<typeof createTokenBuckets>> = {
  name: "sign-ons",
  create: ({ clock }) => createTokenBuckets(clock, RATE, SIGN_ON_BURST),
};

/** Throws 429. */
export function admitSignOn(scope: Pick<RequestScope, "state">, remote: string): void {
  const seconds = scope.state(buckets).take(networkOf(remote));
  if (seconds > 0) throw tooMany("too many sign-ons from this address", "Too many login attempts", seconds);
}
