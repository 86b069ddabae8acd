/** The journal of the alarm panel. */
import * as z from "zod";
import { ADDITION } from "../../../kernel/addition.ts";
import { Timestamp } from "../../../kernel/timestamp.ts";
import { integerText } from "../../shared/parameters.ts";
import { ALARM_ID_LIMIT, JOURNAL_ROWS, JOURNAL_ROWS_LIMIT } from "./limits.ts";
import { JournalClass } from "./vocabulary.ts";

export const AlarmJournalEntry = z
  .strictObject({
    id: z.int(),
    when: Timestamp,
    zone_id: z.string().meta({ description: "Empty: it concerns the whole alarm panel" }),
    class: JournalClass,
    event: z.string(),
    actor: z.string().optional(),
    source: z.string().optional(),
    incident_id: z.int().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "AlarmJournalEntry", description: "What happened, and by whom" });
export type AlarmJournalEntry = z.infer<typeof AlarmJournalEntry>;
export const AlarmJournal = z.array(AlarmJournalEntry);

const moment = z.iso.datetime({ offset: true, error: "must be a date and time such as 2026-07-28T17:00:00Z" });
/** Lenient by contract: what is no number counts as the default, more than the most as the most. */
const Limit = z
  .preprocess((value) => {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    const read = integerText(1, 999_999_999).safeParse(first).data ?? JOURNAL_ROWS;
    return first === undefined ? undefined : Math.min(read, JOURNAL_ROWS_LIMIT);
  }, z.int().min(1).max(JOURNAL_ROWS_LIMIT).optional())
  .meta({ description: `Entries, default ${JOURNAL_ROWS}, at most ${JOURNAL_ROWS_LIMIT}` });

export const JOURNAL_QUERY = {
  zone: z.string().max(ALARM_ID_LIMIT).optional().meta({ description: "Id of a zone; absent: all" }),
  class: JournalClass.optional(),
  from: moment.optional().meta({ description: "Not before" }),
  to: moment.optional().meta({ description: "Before" }),
  limit: Limit,
};
const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
export const JournalFormat = z
  .preprocess(first, z.enum(["json", "csv"]).optional())
  .meta({ ...ADDITION, description: "`csv` for a file, like `Accept: text/csv`" });
export const IncludeHidden = z
  .preprocess((value) => first(value) === "true", z.boolean())
  .optional()
  .meta({ ...ADDITION, description: "`true`: also entries that tell of duress, for admins alone" });
/** The same as arguments of a command; empty texts count as absent (contract). */
const orAbsent = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional()).optional();
export const JOURNAL_ARGUMENTS = {
  class: orAbsent(JournalClass),
  from: orAbsent(moment),
  to: orAbsent(moment),
  limit: z
    .int()
    .transform((limit) => (limit <= 0 ? JOURNAL_ROWS : Math.min(limit, JOURNAL_ROWS_LIMIT)))
    .optional(),
};
