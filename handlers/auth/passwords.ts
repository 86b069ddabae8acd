/** What a password may be. */

/** UTF-8 bytes: bcrypt ignores everything behind them, so that two different passwords would be one. */
const PASSWORD_LIMIT = 72;

/** Can any user have this password? Text with NUL could equal another one under bcrypt, lone surrogates have no bytes. */
export const isPossiblePassword = (password: string): boolean => passwordFault(password) === undefined;

/** Why a new password is refused, for people; `undefined` where it may be used. Never contains the password. */
export function passwordFault(password: string, minimum = 1): string | undefined {
  const bytes = Buffer.byteLength(password);
  if (bytes < minimum) return minimum === 1 ? "must not be empty" : `must have at least ${minimum} bytes`;
  if (bytes > PASSWORD_LIMIT) return `may have at most ${PASSWORD_LIMIT} bytes in UTF-8`;
  if (password.includes("\0") || !password.isWellFormed()) return "must be text without NUL";
  return undefined;
}
