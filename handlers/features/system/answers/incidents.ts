/** What went wrong at home, as the API shows it. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

export const Incident = z
  .strictObject({
    id: z.string(),
    when: Timestamp,
    component: z.string().meta({ description: "`<central>` or `<central>/<interface>`" }),
    severity: z.string().meta({ description: "info (well again), warning, error or critical" }),
    summary: z.string(),
    detail: z.string().optional(),
  })
  .meta({ id: "Incident", description: "Something that went wrong at home, or is well again" });
export const Incidents = z.array(Incident);
