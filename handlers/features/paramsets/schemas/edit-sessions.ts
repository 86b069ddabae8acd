/** Bodies of the edit locks (api-behaviour 3.14). */
import * as z from "zod";

/** Code points of a key: at 4 bytes each still a record's key. `channel:<address>:LINK:<peer>` has about 60. */
export const EDIT_KEY_LIMIT = 200;
/** A token is a UUID (36); longer text is none. */
const TOKEN_LIMIT = 128;

const wellFormed = (text: string) => text.isWellFormed();
const EditKey = z.string().min(1).max(EDIT_KEY_LIMIT).refine(wellFormed, "must be well-formed Unicode").meta({
  description: "What is edited: `channel:<channel address>:<MASTER|LINK>`, for one link `…:LINK:<peer>`",
});
const EditToken = z.string().min(1).max(TOKEN_LIMIT).meta({ description: "Token of the answer that opened the lock" });

export const OpenEditSession = z.strictObject({
  key: EditKey,
  subject: z.string().max(255).optional().meta({
    description: "Accepted for older clients; the holder is always the subject of the credential",
  }),
});
export const HeldEditSession = z.strictObject({ key: EditKey, token: EditToken });
export const TakeOverEditSession = z.strictObject({ key: EditKey });
