/** What is said of the configuration (contract, config-admin). */
import * as z from "zod";
import { ADDITION } from "../../kernel/addition.ts";

export const SchemaField = z
  .strictObject({
    path: z.string(),
    class: z.enum(["basic", "expert", "secret"]),
    go_type: z
      .string()
      .meta({ description: "string, bool, int, float64, time.Duration (nanoseconds) or a list of them" }),
    restart_required: z.boolean(),
    default: z.unknown().nullable().optional(),
    section: z
      .string()
      .optional()
      .meta({ ...ADDITION, description: "The section that it is a member of" }),
    description: z
      .string()
      .optional()
      .meta({ ...ADDITION, description: "What it means, in English" }),
    options: z
      .array(z.string())
      .optional()
      .meta({ ...ADDITION, description: "What it can be, where that is a choice" }),
    fixed: z
      .boolean()
      .optional()
      .meta({ ...ADDITION, description: "Set in the file or the environment only" }),
  })
  .meta({ id: "SchemaField" });
export type SchemaField = z.infer<typeof SchemaField>;

export const SchemaResponse = z
  .strictObject({ sections: z.array(z.string()), fields: z.array(SchemaField) })
  .meta({ id: "SchemaResponse", description: "What can be configured" });

export const ConfigSnapshotResponse = z
  .strictObject({
    config: z.record(z.string(), z.unknown()),
    sources: z.record(z.string(), z.enum(["bootstrap", "db", "env", "default"])),
  })
  .meta({ id: "ConfigSnapshotResponse", description: "What is configured, secrets as ***, and by whom" });

export const SectionWritten = z.strictObject({
  section: z.string(),
  version: z.int(),
  updated_at: z.iso.datetime({ offset: true }),
  restart_required: z.boolean().meta({ description: "Something that was changed takes effect with the next start" }),
});

export const RestartPending = z.strictObject({ pending: z.boolean(), fields: z.array(z.string()) });
export const ConfigChanges = z.strictObject({ fields: z.array(z.string()) });
export const RestartBegun = z.strictObject({
  status: z.string().optional(),
  at: z.iso.datetime({ offset: true }).optional(),
});

const moment = () => z.iso.datetime({ offset: true });
export const DiscoveredCentral = z.strictObject({
  serial: z.string(),
  name: z.string(),
  host: z.string(),
  suggested_host: z.string().meta({ description: "How to name it as `host`: `localhost` on the CCU itself" }),
  manufacturer: z.string().optional(),
  model: z.string().optional(),
  last_seen: moment(),
  already_configured: z.boolean(),
});
export const IgnoredCentral = z.strictObject({
  serial: z.string(),
  name: z.string().optional(),
  host: z.string().optional(),
  ignored_at: moment(),
  ignored_by: z.string().optional(),
});
