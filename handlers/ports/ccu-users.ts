/**
 * The CCU's own users. Part of the port `Ccu` (ccu.ts); rejects with `CcuFault` only. Facts: protocol document, 15.3.
 */
import type { Deadline } from "./ccu.ts";

/** Levels of a CCU's users: none, guest, user, administrator. */
export type CcuUserLevel = 0 | 1 | 2 | 8;

export interface CcuUsers {
  /**
   * The level of the user, where the CCU takes the password; `null` where it does not, or where all its sessions are in use,
   * which it tells by the same words. Logs out at once: a CCU has few sessions, and its owner needs one.
   */
  checkUser(username: string, password: string, deadline: Deadline): Promise<CcuUserLevel | null>;
}
