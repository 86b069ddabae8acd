import * as z from "zod";

/** Nested: viewer ⊂ operator ⊂ admin (contract, roles.tsv). */
export const ROLES = ["viewer", "operator", "admin"] as const;
export const Role = z.enum(["admin", "operator", "viewer"]);
export type Role = (typeof ROLES)[number];

/** `public` needs no credential; every other role means "at least". */
export type RequiredRole = Role | "public";

export interface Identity {
  /** Lower-cased user name, or the subject of a token. */
  subject: string;
  role: Role;
  /** `oidc`: proven elsewhere, by an identity provider or by the program that mounts the API. */
  scheme: "basic" | "bearer" | "session" | "oidc";
  /** SHA-256 (hex) of the token or session id, for Basic a mark of the user's password: what revocation matches on. */
  credential?: string;
  /** Milliseconds since the epoch after which the credential no longer counts. */
  expiresAt?: number;
}

export const allows = (identity: Identity | null, required: RequiredRole): boolean =>
  required === "public" || (identity !== null && ROLES.indexOf(identity.role) >= ROLES.indexOf(required));

/** A user of another program, which mounts the API and vouches for it. */
export interface ExternalIdentity {
  /** Name in logs and in the history of changes. */
  subject: string;
  role: Role;
}
export const externalIdentity = ({ subject, role }: ExternalIdentity): Identity => ({ subject, role, scheme: "oidc" });
