/** The configuration as people see it. */
import type * as z from "zod";
import { MASK } from "../../../configuration/kept-secrets.ts";
import { documentOf, memberAt, withMember } from "../../../configuration/layers.ts";
import { isStorable } from "../../../configuration/program-sections.ts";
import { maskSecrets, readSection } from "../../../configuration/stored-sections.ts";
import { badRequest, notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Section, SectionField } from "../../../kernel/section.ts";
import type { ConfigSnapshotResponse } from "../answers.ts";

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

/** What was changed since the start and waits for the next one. */
export function restartPending({ sections }: Pick<RequestScope, "sections">): { pending: boolean; fields: string[] } {
  const fields = sections.changed().filter((field) => field.restart === true);
  return { pending: fields.length > 0, fields: fields.map(({ path }) => path) };
}

/** Everything that is configured otherwise than at the start, whether it acts already or not. */
export const configChanges = ({ sections }: Pick<RequestScope, "sections">): { fields: string[] } => ({
  fields: sections.changed().map(({ path }) => path),
});
