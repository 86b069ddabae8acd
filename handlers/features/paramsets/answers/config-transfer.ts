import * as z from "zod";

export const ImportReport = z
  .strictObject({
    imported: z.int().meta({ description: "Parameters that were written" }),
    unchanged: z.int().meta({ description: "Parameters that had the value already" }),
    skipped: z
      .array(z.strictObject({ parameter: z.string(), reason: z.string() }))
      .meta({ description: "Parameters that this channel does not have, or does not let anybody set" }),
  })
  .meta({ id: "ConfigurationImportReport", description: "What an import did" });
export type ImportReport = z.infer<typeof ImportReport>;
