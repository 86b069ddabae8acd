/** Query of the audit log. */
import * as z from "zod";

/** Entries of one answer where the client names no number, and at most (contract 3.3). */
export const AUDIT_ROWS = 1000;

export const AUDIT_ROWS_LIMIT = 10_000;

/** Far more than are ever kept. */
export const OFFSET_LIMIT = 100_000_000;

export const Time = z.iso.datetime({ offset: true });
