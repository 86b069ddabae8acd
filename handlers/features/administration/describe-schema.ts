/** What can be configured, as the contract tells it. */
import * as z from "zod";
import { standardOf } from "../../configuration/layers.ts";
import { isStorable } from "../../configuration/program-sections.ts";
import type { Section, SectionField } from "../../kernel/section.ts";
import { isDuration } from "../../kernel/section-kinds.ts";
import type { SchemaField, SchemaResponse } from "./answers.ts";

const GO_TYPES: Readonly<Record<string, string>> = { boolean: "bool", string: "string", enum: "string", record: "map" };

/** Names of Go's types, since the contract's clients choose their input fields by them. */
function goType(schema: z.ZodType): string {
  const { def } = schema as unknown as { def: { innerType?: z.ZodType; in?: z.ZodType; type: string } };
  const inner = def.innerType ?? def.in;
  if (isDuration(schema)) return "time.Duration";
  if (inner !== undefined) return goType(inner);
  if (schema instanceof z.ZodArray) return `[]${goType(schema.element as z.ZodType)}`;
  if (schema instanceof z.ZodNumber) return schema.format === "safeint" ? "int" : "float64";
  return GO_TYPES[def.type] ?? "object";
}

/** What a choice offers, in the order of its declaration; `undefined` where it is none. */
function optionsOf(schema: z.ZodType): string[] | undefined {
  const { def } = schema as unknown as { def: { innerType?: z.ZodType } };
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  return def.innerType && optionsOf(def.innerType);
}

function schemaField(section: Section, field: SectionField): SchemaField {
  const standard = standardOf(field);
  const options = optionsOf(field.schema);
  return {
    path: field.path,
    class: field.class ?? "basic",
    go_type: goType(field.schema),
    restart_required: field.restart === true,
    ...(standard === undefined ? {} : { default: standard }),
    section: section.name,
    description: field.text,
    ...(options === undefined ? {} : { options }),
    ...(field.tier === "bootstrap" || !isStorable(section) ? { fixed: true } : {}),
  };
}

export const describeSchema = (sections: readonly Section[]): z.input<typeof SchemaResponse> => ({
  sections: sections.filter(isStorable).map(({ name }) => name),
  fields: sections.flatMap((section) => section.fields.map((field) => schemaField(section, field))),
});
