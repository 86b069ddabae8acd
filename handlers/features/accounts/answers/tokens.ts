/** Answers about bearer tokens, older and newer form (api-behaviour 2.7). */
import * as z from "zod";
import { Role } from "../../../kernel/identity.ts";
import { Timestamp } from "../../../kernel/timestamp.ts";

const Secret = z.string().meta({ description: "The token itself; shown only in this answer" });

const Fingerprint = z.string().meta({ description: "First 12 hexadecimal digits of the token's SHA-256" });

export const TokenListEntry = z
  .strictObject({
    id: z.string().meta({ description: "First 16 hexadecimal digits of the token's SHA-256" }),
    fingerprint: z.string(),
    subject: z.string(),
    role: Role,
  })
  .meta({ id: "TokenListEntry", description: "A token as older clients know it" });

export const CreateTokenResponse = z
  .strictObject({
    id: z.string(),
    token: Secret,
    fingerprint: z.string().meta({ description: "An ellipsis and the last six characters of the token" }),
    subject: z.string(),
    role: Role,
  })
  .meta({ id: "CreateTokenResponse", description: "A new token in the older form" });

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
export type TokenListEntry = z.infer<typeof TokenListEntry>;
export type CreateTokenResponse = z.infer<typeof CreateTokenResponse>;
export type TokenCreated = z.infer<typeof TokenCreated>;
export type TokenSummary = z.infer<typeof TokenSummary>;
export const TokenListEntries = z.array(TokenListEntry);
export const TokenSummaries = z.array(TokenSummary);
