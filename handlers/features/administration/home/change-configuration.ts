/** An administrator changes the configuration while the program runs. */
import { memberAt, withMember } from "../../../configuration/layers.ts";
import { keepSecrets } from "../../../configuration/stored-sections.ts";
import { writeSection } from "../../../configuration/write-section.ts";
import type { Identity } from "../../../kernel/identity.ts";
import { badRequest, type FieldError, rejected } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Section } from "../../../kernel/section.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { differs, effectiveDocument, storableSection } from "./describe-configuration.ts";

type Document = Readonly<Record<string, unknown>>;

/** What would be wrong with it, by member: 400 of the contract. */
function requireUsable(scope: RequestScope, section: Section, document: Document): void {
  const fixed = section.fields
    .filter((field) => field.tier === "bootstrap" && memberAt(document, field.members) !== undefined)
    .map(({ members }) => ({ field: members.join("."), reason: "is set in the file or the environment only" }));
  const found = scope.sections.faultsOf(section, document).map(({ members, reason }) => ({
    field: members.join("."),
    reason,
  }));
  const errors: FieldError[] = [...fixed, ...found];
  const [first] = errors;
  if (first)
    throw rejected(
      `${[section.name, first.field].filter(Boolean).join(".")} ${first.reason}`,
      "Validation failed",
      errors,
    );
}

interface Written {
  section: string;
  version: number;
  updated_at: string;
  restart_required: boolean;
}

/**
 * Replaces what is stored of a section. A secret that is `***` or empty stays. Nothing is changed where anything is wrong.
 * @throws Refusal 400 with the members that are wrong
 */
export async function putSection(scope: RequestScope, who: Identity, name: string, sent: Document): Promise<Written> {
  const section = storableSection(scope, name);
  const before = effectiveDocument(scope, section);
  const record = await writeSection(
    scope,
    section,
    (stored) => {
      const document = keepSecrets(section, sent, stored);
      requireUsable(scope, section, document);
      return document;
    },
    sent,
  );
  const after = effectiveDocument(scope, section);
  const { version = 0, updated_at = new Date(scope.clock.now()).toISOString() } = record ?? {};
  await recordAudit(scope, who, { action: "config_section_update", note: `section=${name} version=${version}` });
  const restart_required = section.fields.some((field) => field.restart === true && differs(field, before, after));
  return { section: name, version, updated_at, restart_required };
}

/** Nothing of the section is stored any more: file and defaults hold. Does nothing where nothing is stored. */
export async function deleteSection(scope: RequestScope, who: Identity, name: string): Promise<void> {
  const section = storableSection(scope, name);
  let was = false;
  await writeSection(scope, section, (stored) => {
    was = stored !== undefined;
    return undefined;
  });
  if (was) await recordAudit(scope, who, { action: "config_section_delete", note: `section=${name}` });
}

/** One stored value less. @throws Refusal 400 for a path that no field has, or that cannot be stored */
export async function resetField(scope: RequestScope, who: Identity, path: string): Promise<void> {
  const section = scope.sections.sections.find(({ fields }) => fields.some((field) => field.path === path));
  const field = section?.fields.find((one) => one.path === path);
  if (!section || !field)
    throw badRequest(`there is no field "${path}"; GET /config/schema lists them`, "Unknown field");
  if (field.tier === "bootstrap")
    throw badRequest(`${path} is set in the file or the environment only`, "Not stored here");
  let was = false;
  const record = await writeSection(scope, section, (stored) => {
    was = memberAt(stored, field.members) !== undefined;
    const rest = stored && withMember(stored, field.members, undefined);
    // a section without anything is no section
    return rest && Object.keys(rest).length > 0 ? rest : undefined;
  });
  if (!was) return;
  const note = `section=${section.name} version=${record?.version ?? 0} field=${path}`;
  await recordAudit(scope, who, { action: "config_section_update", note });
}
