/** The first block of a tar archive has a sum of itself in it (POSIX): nothing else passes for one. */
const BLOCK = 512;
const SUM_AT = 148;
const SUM_LENGTH = 8;

export function isTarBlock(bytes: Uint8Array): boolean {
  if (bytes.length < BLOCK) return false;
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= SUM_AT && i < SUM_AT + SUM_LENGTH ? 32 : (bytes[i] as number);
  const told = Buffer.from(bytes.subarray(SUM_AT, SUM_AT + SUM_LENGTH)).toString("latin1");
  return Number.parseInt(told.trim(), 8) === sum;
}
