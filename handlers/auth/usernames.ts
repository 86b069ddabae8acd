/** What a user name may be. */
import { SUBJECT_LIMIT } from "../records/accounts.ts";

/**
 * Why a name (as `subjectOf` gives it) is refused; `undefined` where it may be used. Blanks, control characters and `=`
 * are the contract's (api-behaviour 2.6); with a colon nobody could ever log in with Basic.
 */
export function usernameFault(subject: string): string | undefined {
  if (subject === "") return "must not be empty";
  if (Buffer.byteLength(subject) > SUBJECT_LIMIT) return `may have at most ${SUBJECT_LIMIT} bytes in UTF-8`;
  if (/[\s\p{C}=:]/u.test(subject)) return "must be without blanks, control characters, '=' and ':'";
  return undefined;
}
