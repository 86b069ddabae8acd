/**
 * How many passwords may be tried. Counted by address and name, so that who guesses one name keeps nobody else from
 * logging in who has the same address (a household, or everybody behind one proxy); and, more widely, by address alone,
 * so that nobody tries a common password with every name. Addresses are networks as `networkOf` gives them.
 */
import { createTokenBuckets } from "../kernel/token-bucket.ts";
import type { Clock } from "../ports/index.ts";
import { SUBJECT_LIMIT } from "../records/accounts.ts";

/** Passwords for one name from one address: one a second, five at once (api-behaviour 2.5). */
const LOGIN_RATE = 1;
export const LOGIN_BURST = 5;
/** Passwords from one address, whatever the names: a household's devices that all log in anew after a restart. */
const ADDRESS_RATE = 4;
export const ADDRESS_BURST = 20;
/**
 * Refused attempts of one address during which credentials that were right before are still recognised. That must end
 * somewhere: who shares the address of a user could else have any number of guesses compared with what is remembered.
 * A flood above it concerns everybody with that address, as any flood does.
 */
const RECOGNISED_RATE = 20;
export const RECOGNISED_BURST = 500;

export interface LoginThrottle {
  /** Takes an attempt; 0 = granted, else the seconds until the next one. */
  take(network: string, subject: string): number;
  /** Gives an attempt back: the password was right, or it was not looked at. */
  give(network: string, subject: string): void;
  /** Are credentials that were right before recognised without an attempt? */
  recognises(network: string): boolean;
}

export function createLoginThrottle(clock: Clock): LoginThrottle {
  const byName = createTokenBuckets(clock, LOGIN_RATE, LOGIN_BURST);
  const byAddress = createTokenBuckets(clock, ADDRESS_RATE, ADDRESS_BURST);
  const refused = createTokenBuckets(clock, RECOGNISED_RATE, RECOGNISED_BURST);
  // names come from clients: no longer key is remembered than a real one could have
  const nameKey = (network: string, subject: string) => `${network} ${subject.slice(0, SUBJECT_LIMIT)}`;
  return {
    take(network, subject) {
      const seconds = Math.max(byAddress.peek(network), byName.peek(nameKey(network, subject)));
      if (seconds > 0) {
        refused.take(network);
        return seconds;
      }
      byAddress.take(network);
      return byName.take(nameKey(network, subject));
    },
    give(network, subject) {
      byAddress.give(network);
      byName.give(nameKey(network, subject));
    },
    recognises: (network) => refused.peek(network) === 0,
  };
}
