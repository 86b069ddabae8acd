/** Faults of a CCU: thrown by the port `Ccu`, told to clients as problems. */

/** Why a CCU refused or failed. `class` follows the fault table of the protocol document, section 9. */
export class CcuFault extends Error {
  /** `invalid`: the CCU could not hold what was given, so nothing was sent. */
  readonly class:
    | "invalid"
    | "permanent"
    | "unsupported"
    | "no_value"
    | "radio"
    | "duty_cycle"
    | "pending"
    | "transport"
    | "auth";
  /** faultCode of the wire, where there was one. */
  readonly code: number | undefined;
  constructor(faultClass: CcuFault["class"], message: string, code?: number, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "CcuFault";
    this.class = faultClass;
    this.code = code;
  }
}
