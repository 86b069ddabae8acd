/** What the pairing wizard reckons: interfaces that can teach, and what is typed off a label. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export type Mode = Schemas["InstallModeInterfaceEntry"];
export type Request = Schemas["InstallModeInterfaceRequest"];

export const modeId = ({ central = "", interface: name }: Pick<Mode, "central" | "interface">): string =>
  `${central}/${name}`;

/** `HmIP-RF` learns by SGTIN and key, `BidCos-RF` by serial number; wired buses are searched. */
export type Kind = "hmip" | "bidcos" | "wired";
export function kindOf(name: string): Kind {
  if (/wired/i.test(name)) return "wired";
  return /hmip/i.test(name) ? "hmip" : "bidcos";
}

/** As it is printed, with or without hyphens and spaces: what the CCU wants. */
export const plainText = (typed: string): string => typed.replace(/[\s-]/g, "").toUpperCase();

/** 24 hexadecimal digits, of which the last fourteen are the address. */
export const isSgtin = (typed: string): boolean => /^[0-9A-F]{24}$/.test(plainText(typed));

interface Wish {
  readonly mode: Mode;
  readonly seconds: number;
  readonly serial: string;
  readonly sgtin: string;
  readonly key: string;
}

/** Only what was typed: without any of it every device may come. */
export function requestOf({ mode, seconds, serial, sgtin, key }: Wish): Request {
  const { central, interface: name } = mode;
  const request: Request = { interface: name, active: true, seconds, ...(central !== undefined && { central }) };
  const kind = kindOf(name);
  if (kind === "bidcos" && serial.trim() !== "") request.device_address = serial.trim().toUpperCase();
  if (kind === "hmip" && sgtin.trim() !== "") {
    request.sgtin = plainText(sgtin);
    request.key = key.trim();
  }
  return request;
}
