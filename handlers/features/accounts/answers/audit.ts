/** Answers of the audit log. */
import * as z from "zod";
import { AuditEntry } from "../../../records/audit-log.ts";

export const AuditEntries = z.array(AuditEntry);
