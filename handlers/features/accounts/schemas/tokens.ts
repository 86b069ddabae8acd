/** Bodies of the bearer tokens, older and newer form (api-behaviour 2.7). */
import * as z from "zod";
import { Role } from "../../../kernel/identity.ts";

/** Days that a token may live at most: a century is "for ever", and stays a valid date. */
export const TOKEN_DAYS_LIMIT = 36_500;

const TokenSubject = z.string().meta({ description: "Who or what uses the token; need not be a user" });

export const TokenId = z.string().min(1).max(128).meta({ description: "Id or fingerprint from the list" });

export const CreateTokenRequest = z.strictObject({ subject: TokenSubject, role: Role });

export const TokenCreate = z
  .strictObject({
    subject: TokenSubject,
    role: Role,
    expires_in_days: z.int().min(1).max(TOKEN_DAYS_LIMIT).optional().meta({ description: "Absent: it never expires" }),
  })
  .meta({ id: "TokenCreate", description: "A token to be made" });
