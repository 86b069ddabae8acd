/** Bodies of the bearer tokens, older and newer form (api-behaviour 2.7). */
import { z } from "zod";
import { Role } from "../../../kernel/identity.ts";
import { Timestamp } from "../../../kernel/timestamp.ts";

/** Days that a token may live at most: a century is "for ever", and stays a valid date. */
export const TOKEN_DAYS_LIMIT = 36_500;

const Secret = z.string().meta({ description: "The token itself; shown only in this answer" });
const Fingerprint = z.string().meta({ description: "First 12 hexadecimal digits of the token's SHA-256" });
const TokenSubject = z.string().meta({ description: "Who or what uses the token; need not be a user" });

export const TokenId = z.string().min(1).max(128).meta({ description: "Id or fingerprint from the list" });

export const TokenListEntry = z
  .strictObject({
    id: z.string().meta({ description: "First 16 hexadecimal digits of the token's SHA-256" }),
    fingerprint: z.string(),
    subject: z.string(),
    role: Role,
  })
  .meta({ id: "TokenListEntry", description: "A token as older clients know it" });

export const CreateTokenRequest = z.strictObject({ subject: TokenSubject, role: Role });
export const CreateTokenResponse = z
  .strictObject({
    id: z.string(),
    token: Secret,
    fingerprint: z.string().meta({ description: "An ellipsis and the last six characters of the token" }),
    subject: z.string(),
    role: Role,
  })
  .meta({ id: "CreateTokenResponse", description: "A new token in the older form" });

export const TokenCreate = z
  .strictObject({
    subject: TokenSubject,
    role: Role,
    expires_in_days: z.int().min(1).max(TOKEN_DAYS_LIMIT).optional().meta({ description: "Absent: it never expires" }),
  })
  .meta({ id: "TokenCreate", description: "A token to be made" });
export const TokenCreated = z
  .strictObject({
    token: Secret,
    fingerprint: Fingerprint,
    subject: z.string(),
    role: Role,
    expires_at: Timestamp.optional(),
  })
  .meta({ id: "TokenCreated", description: "A new token" });
export const TokenSummary = z
  .strictObject({
    fingerprint: Fingerprint,
    subject: z.string(),
    role: Role,
    created_at: Timestamp,
    last_seen_at: Timestamp.optional(),
    expires_at: Timestamp.optional(),
  })
  .meta({ id: "TokenSummary", description: "A token without its secret" });
