/** The port `CodeHashing`: argon2id of Node itself (24.7 and later), else of @noble/hashes. Both give the same PHC strings. */
import * as crypto from "node:crypto";
import { promisify } from "node:util";
import { tooMany } from "../../handlers/kernel/problem.ts";
import type { CodeHashing } from "../../handlers/ports/code-hashing.ts";
import { type Argon2Inputs, argon2InThread } from "./argon2-thread.ts";

/** The contract's cost (subsystems 1.1): 64 MiB, one pass, four lanes; some 50 ms on a PC. */
const COST = { memoryKiB: 65_536, passes: 1, parallelism: 4 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Version 1.3 of the algorithm. */
const VERSION = 19;
/** Hashes that wait at the same time: one is computed after the other, since each takes 64 MiB. */
export const CODE_QUEUE_LIMIT = 128;
/** Bounds of what a stored hash may ask for: it was written by us, or restored from a backup of somebody else's. */
const MOST = { memoryKiB: 262_144, passes: 10, parallelism: 16 } as const;

export type Argon2 = (inputs: Argon2Inputs) => Promise<Uint8Array>;

type NativeArgon2 = (
  algorithm: string,
  parameters: Record<string, unknown>,
  done: (error: Error | null, tag: Buffer) => void,
) => void;

/** Of Node itself; `undefined` before 24.7. */
export function nativeArgon2(): Argon2 | undefined {
  const native = (crypto as unknown as { argon2?: NativeArgon2 }).argon2;
  if (native === undefined) return undefined;
  const argon2 = promisify(native);
  return ({ message, salt, memoryKiB, passes, parallelism, bytes }) =>
    argon2("argon2id", {
      ...{ message, nonce: salt, parallelism, passes },
      ...{ memory: memoryKiB, tagLength: bytes },
    });
}

interface Parsed {
  memoryKiB: number;
  passes: number;
  parallelism: number;
  salt: Buffer;
  tag: Buffer;
}
const PHC = /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** `undefined`: no hash of argon2id, or one that would cost more than {@link MOST}. */
function parsePhc(phc: string): Parsed | undefined {
  const [, memory, time, lanes, salt, tag] = PHC.exec(phc) ?? [];
  if (salt === undefined || tag === undefined) return undefined;
  const [memoryKiB, passes, parallelism] = [Number(memory), Number(time), Number(lanes)];
  const isBounded =
    parallelism >= 1 &&
    parallelism <= MOST.parallelism &&
    passes >= 1 &&
    passes <= MOST.passes &&
    memoryKiB >= 8 * parallelism &&
    memoryKiB <= MOST.memoryKiB;
  if (!isBounded) return undefined;
  return { memoryKiB, passes, parallelism, salt: Buffer.from(salt, "base64"), tag: Buffer.from(tag, "base64") };
}

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64").replace(/=+$/, "");

/**
 * @param options.argon2 default: Node's own, else the library in a thread
 * @param options.memoryKiB lower only in tests
 */
export function createCodeHashing(options: { argon2?: Argon2; memoryKiB?: number } = {}): CodeHashing {
  const { argon2 = nativeArgon2() ?? argon2InThread, memoryKiB = COST.memoryKiB } = options;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other: ten at once would take 640 MiB of a small board. */
  function inTurn(inputs: Argon2Inputs): Promise<Uint8Array> {
    if (waiting >= CODE_QUEUE_LIMIT)
      return Promise.reject(tooMany("too many codes are waiting to be checked", "Too many codes", 10));
    waiting += 1;
    const turn = last
      .then(() => argon2(inputs))
      .finally(() => {
        waiting -= 1;
      });
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    async hash(code) {
      const salt = crypto.randomBytes(SALT_BYTES);
      const { passes, parallelism } = COST;
      const cost = { memoryKiB, passes, parallelism };
      const tag = await inTurn({ message: Buffer.from(code), salt, ...cost, bytes: TAG_BYTES });
      return `$argon2id$v=${VERSION}$m=${memoryKiB},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
    },
    async check(code, hash) {
      const parsed = parsePhc(hash);
      if (!parsed) return false;
      const { tag, ...inputs } = parsed;
      const found = await inTurn({ message: Buffer.from(code), ...inputs, bytes: tag.length });
      return crypto.timingSafeEqual(found, tag);
    },
  };
}
