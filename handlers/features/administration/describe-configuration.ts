/** The configuration as people see it. */
import { z } from "zod";
import { documentOf, memberAt, standardOf, withMember } from "../../configuration/layers.ts";
import { isStorable } from "../../configuration/program-sections.ts";
import { MASK, maskSecrets, readSection } from "../../configuration/stored-sections.ts";
import { badRequest, notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Section, SectionField } from "../../kernel/section.ts";
import { isDuration } from "../../kernel/section-kinds.ts";
import type { ConfigSnapshotResponse, SchemaField, SchemaResponse } from "./schemas.ts";

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

function schemaField(field: SectionField): SchemaField {
  const standard = standardOf(field);
  return {
    path: field.path,
    class: field.class ?? "basic",
    go_type: goType(field.schema),
    restart_required: field.restart === true,
    ...(standard === undefined ? {} : { default: standard }),
  };
}

export const describeSchema = (sections: readonly Section[]): z.input<typeof SchemaResponse> => ({
  sections: sections.filter(isStorable).map(({ name }) => name),
  fields: sections.flatMap(({ fields }) => fields.map(schemaField)),
});

/** Everything that is configured, at its place; secrets are masked where there is one. */
export async function describeEffective({ sections }: RequestScope): Promise<z.input<typeof ConfigSnapshotResponse>> {
  // as it is stored now, whoever has written it
  await sections.reload();
  let config: Readonly<Record<string, unknown>> = {};
  const sources: Record<string, "bootstrap" | "db" | "env" | "default"> = {};
  for (const { field, value, source } of sections.effective()) {
    sources[field.path] = source;
    const shown = field.class === "secret" && value !== undefined && value !== "" ? MASK : value;
    if (shown !== undefined) config = withMember(config, field.path.split("."), shown);
  }
  return { config, sources };
}

/** @throws Refusal 400 where there is no section of this name that can be stored */
export function storableSection({ sections }: Pick<RequestScope, "sections">, name: string): Section {
  const found = sections.sections.find((section) => section.name === name && isStorable(section));
  if (!found) throw badRequest(`there is no section "${name}"; GET /config/schema lists them`, "Unknown section");
  return found;
}

/** What is stored of a section, secrets masked. @throws Refusal 400 unknown section, 404 nothing stored */
export async function showSection(scope: RequestScope, name: string): Promise<Readonly<Record<string, unknown>>> {
  const section = storableSection(scope, name);
  const stored = await readSection(section, scope);
  if (stored === undefined) throw notFound(`nothing is stored of section "${name}"`, "Section not configured");
  return maskSecrets(section, stored);
}

/** Are these documents alike in a field? */
export const differs = (field: SectionField, one: unknown, other: unknown): boolean =>
  JSON.stringify(memberAt(one, field.members)) !== JSON.stringify(memberAt(other, field.members));

/** What holds of a section, or will with the next start. */
export const effectiveDocument = ({ sections }: Pick<RequestScope, "sections">, section: Section) =>
  documentOf(sections.effective().filter((one) => one.section === section));
