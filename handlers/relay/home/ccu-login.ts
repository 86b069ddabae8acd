/**
 * Logins of the CCU's users that the cloud asks about: the CCU judges here, where it is; user and session are the cloud's.
 * Nothing of it is kept: no journal, no log, no answer for a repetition.
 */
import { type CcuJudge, CcuUnanswered } from "../../auth/ccu-users.ts";
import { createLoginThrottle } from "../../auth/login-throttle.ts";
import { createTokenBuckets } from "../../kernel/token-bucket.ts";
import type { Clock } from "../../ports/index.ts";
import { subjectOf } from "../../records/accounts.ts";
import type { LoginAnswer } from "../protocol/reply-message.ts";
import type { RequestMessage } from "../protocol/request-message.ts";

/** Passwords that may be tried through the cloud, whatever it says of who tries: one a second, as the CCU takes them. */
const ALL_RATE = 1;
export const ALL_BURST = 20;
const ALL = "cloud";

export type ForwardedLogin = (asked: NonNullable<RequestMessage["login"]>) => Promise<LoginAnswer>;

/** @param judge `undefined` while no user of the CCU may log in */
export function createForwardedLogin(clock: Clock, judge: () => CcuJudge | undefined): ForwardedLogin {
  const throttle = createLoginThrottle(clock);
  const all = createTokenBuckets(clock, ALL_RATE, ALL_BURST);
  return async ({ username, password, network }) => {
    const judged = judge();
    if (judged === undefined) return { refused: "off" };
    const subject = subjectOf(username);
    const seconds = all.peek(ALL) || throttle.take(network, subject);
    if (seconds > 0) return { wait: seconds };
    all.take(ALL);
    const giveBack = () => {
      all.give(ALL);
      throttle.give(network, subject);
    };
    try {
      const verdict = await judged(username, password);
      if (verdict === null) return { refused: "wrong" };
      giveBack();
      return verdict;
    } catch (error) {
      if (!(error instanceof CcuUnanswered)) throw error;
      giveBack();
      return { refused: "away" };
    }
  };
}
