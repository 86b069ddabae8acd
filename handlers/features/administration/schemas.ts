/** What is sent to change the configuration. */
import * as z from "zod";

/** A section's document: its members are those of `/config/schema`. */
export const SectionDocument = z.record(z.string(), z.unknown());
