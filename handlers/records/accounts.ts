/** How users, tokens and sessions lie in the store. Secrets are in it only as hashes. */
import { createHash } from "node:crypto";
import type { Role } from "../kernel/identity.ts";

/** Key: the subject. */
export interface UserRecord {
  /** Tells this user from an earlier one of the same name: sessions of a deleted user never fit a new one. */
  id: string;
  role: Role;
  /** Slow hash (port `Secrets`). Absent: the user signs in elsewhere only. */
  password?: string;
  /** Who this is at an identity provider: OpenID Connect's `iss` and `sub`, which never change. */
  identity?: { issuer: string; subject: string };
  /** Grows when every session of the user must end (new password): one write ends them all, in every process. */
  epoch: number;
  created_at: string;
  last_seen_at?: string;
  /**
   * Made by the program with a printed password. While nothing but unused ones exist, anybody may still run the setup;
   * once used, only the user itself may.
   */
  initial?: "unused" | "used";
}

/** Key: SHA-256 of the token, hex. The record's expiry is the token's. */
export interface TokenRecord {
  subject: string;
  role: Role;
  created_at: string;
  last_seen_at?: string;
}

/** Key: SHA-256 of the session id, hex. The record's expiry is the session's. */
export interface SessionRecord {
  subject: string;
  /** `UserRecord.id` */
  user: string;
  epoch: number;
  created_at: string;
  /** Sealed: the address where the session at the identity provider is ended, too. */
  end_at_provider?: string;
}

/** Hours that a session lives, counted from the login; using it does not prolong it (api-behaviour 2.3). */
export const SESSION_LIFE_MS = 12 * 3_600_000;
/** UTF-8 bytes of a subject: far above any name, and two of them with their escapes fit into a record's key. */
export const SUBJECT_LIMIT = 128;

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The user name as it is stored and compared (api-behaviour 2.1). */
export const subjectOf = (name: string): string => name.trim().toLowerCase();
