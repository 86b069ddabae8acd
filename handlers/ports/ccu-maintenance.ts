/**
 * What is done to the CCU as a machine. Part of the port `Ccu` (ccu.ts); rejects with `CcuFault` only: class `unsupported`
 * where the CCU has no such thing, or there is no user to log in with. Facts: protocol document, section 17.
 */
import type { Deadline } from "./ccu.ts";

export interface CcuMaintenance {
  /** Saves what the logic layer knows, then restarts the machine. Resolves when it has begun: the CCU is there for seconds yet. */
  reboot(deadline: Deadline): Promise<void>;
  /** Installs the firmware that the CCU itself has found, and restarts. Resolves when it has begun. */
  installUpdate(deadline: Deadline): Promise<void>;
  /** Makes the CCU fetch a firmware image. The address is not checked here. */
  downloadFirmware(url: string, deadline: Deadline): Promise<void>;
  /**
   * Makes the CCU write a backup of itself. Resolves when it sends one, which may take minutes; whether it is whole is for
   * the caller to find out. The content rejects with `CcuFault` where the CCU stops. Whoever stops reading ends the work.
   */
  createBackup(): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Hands a backup to the CCU, which checks it, takes it over and restarts. Resolves when that has begun.
   * @param bytes of the whole content
   */
  restoreBackup(content: AsyncIterable<Uint8Array>, bytes: number, deadline: Deadline): Promise<void>;
}
