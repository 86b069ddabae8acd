/** Bodies of login, identity, own password and preferences (api-behaviour 2.3, 2.10). */
import * as z from "zod";

export const LoginRequest = z.strictObject({ username: z.string(), password: z.string() });

export const PasswordChange = z.strictObject({ current_password: z.string(), new_password: z.string() });

/** Code points of a preference's key: at 4 bytes each, it fits into a record's key next to the longest subject. */
export const PREFERENCE_KEY_LIMIT = 128;
/** Bytes of a preference's JSON (contract: 256 KiB). */
export const PREFERENCE_LIMIT = 256 * 1024;

export const PreferenceKey = z
  .string()
  .min(1)
  .max(PREFERENCE_KEY_LIMIT)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must be without control characters")
  .meta({ description: "Name of the preference; free, and private to the subject" });
export const PreferenceValue = z.unknown().refine((value) => value !== undefined, "a JSON value is required");
