/** Made-up passcodes and discriminators. */
import { createHash } from "node:crypto";
import type { Secrets } from "../../../ports/index.ts";
import { DISCRIMINATOR_MOST, isPasscode } from "../settings.ts";

/** Eight digits. */
const PASSCODES = 100_000_000;
const TOKEN_BYTES = 16;

/** 0 … 2^48 - 1: even modulo a hundred million, to one part in a million. */
const number = (secrets: Pick<Secrets, "token">, salt: number): number =>
  createHash("sha256")
    .update(`${salt}/${secrets.token(TOKEN_BYTES)}`)
    .digest()
    .readUIntBE(0, 6);

/** One that a node may have. */
export function madeUpPasscode(secrets: Pick<Secrets, "token">): number {
  for (let tried = 0; ; tried++) {
    const passcode = number(secrets, tried) % PASSCODES;
    if (isPasscode(passcode)) return passcode;
  }
}

export const madeUpDiscriminator = (secrets: Pick<Secrets, "token">): number =>
  number(secrets, 0) % (DISCRIMINATOR_MOST + 1);
