/** The port `Secrets` on node:crypto and bcryptjs. */
import { createCipheriv, createDecipheriv, randomBytes, randomFillSync, randomUUID } from "node:crypto";
import type { Secrets } from "../../handlers/ports/index.ts";
import { type PasswordHashing, PasswordThread } from "./passwords.ts";
import { SECRET_KEY_BYTES } from "./secret-key.ts";

/** Contract (api-behaviour 2.6). About 0.35 s on a PC. */
const BCRYPT_COST = 12;
/** bcrypt looks at no more bytes: two passwords that differ behind them would be the same. */
const BCRYPT_BYTES = 72;
/** What bcrypt calls itself in the hash; the cost of a foreign hash is bounded, 2^15 rounds take seconds. */
const BCRYPT_HASH = /^\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/;
/** 128 tokens of 32 bytes. */
const TOKEN_POOL_BYTES = 4096;
/** First byte of a sealed text, so that another cipher can follow one day. */
const SEAL_VERSION = 1;
/** Bytes that GCM recommends (NIST SP 800-38D): random per text. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * @param options.key 32 bytes, see `openSecretKey`
 * @param options.cost bcrypt's cost, 2^cost rounds; lower only in tests
 * @param options.credentialPrefix `<site>.` where one process serves many homes
 * @param options.passwords who computes the slow hashes; default: a thread of their own
 */
export function createSecrets(options: {
  key: Uint8Array;
  cost?: number;
  credentialPrefix?: string;
  passwords?: PasswordHashing;
}): Secrets {
  const { key, cost = BCRYPT_COST, credentialPrefix = "" } = options;
  if (key.length !== SECRET_KEY_BYTES) throw new RangeError(`the key needs ${SECRET_KEY_BYTES} bytes`);
  const { passwords = new PasswordThread() } = options;
  const token = createTokens();
  return {
    token,
    credential: () => credentialPrefix + token(),
    uuid: () => randomUUID(),
    async hashPassword(password) {
      if (Buffer.byteLength(password) > BCRYPT_BYTES)
        throw new RangeError(`a password may have at most ${BCRYPT_BYTES} bytes`);
      return (await passwords.run({ password, cost })) as string;
    },
    async checkPassword(password, hash) {
      // No password of more bytes was ever hashed; bcrypt would compare its beginning only.
      if (Buffer.byteLength(password) > BCRYPT_BYTES || !BCRYPT_HASH.test(hash)) return false;
      return (await passwords.run({ password, hash })) as boolean;
    },
    seal: (plain) => seal(key, plain),
    open: (sealed) => open(key, sealed),
  };
}

/**
 * Random texts. The generator is asked for many at once: a call costs several microseconds, whatever its size, and every
 * answer to a program without cookies carries a new CSRF token. What was handed out is wiped from the pool.
 */
function createTokens(): (bytes?: number) => string {
  const pool = Buffer.allocUnsafeSlow(TOKEN_POOL_BYTES);
  // the same memory: `fill` of a Buffer looks at all its arguments first, which takes longer than to fill
  const memory = new Uint8Array(pool.buffer);
  let used = pool.length;
  return (bytes = 32) => {
    if (bytes > pool.length) return randomBytes(bytes).toString("base64url");
    if (used + bytes > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const token = pool.toString("base64url", used, used + bytes);
    memory.fill(0, used, used + bytes);
    used += bytes;
    return token;
  };
}

function seal(key: Uint8Array, plain: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(SEAL_VERSION), iv, cipher.getAuthTag(), text]).toString("base64");
}

function open(key: Uint8Array, sealed: string): string | null {
  const bytes = Buffer.from(sealed, "base64");
  const start = 1 + IV_BYTES + TAG_BYTES;
  if (bytes.length < start || bytes[0] !== SEAL_VERSION || bytes.toString("base64") !== sealed) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, 1 + IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(1 + IV_BYTES, start));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(start)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
