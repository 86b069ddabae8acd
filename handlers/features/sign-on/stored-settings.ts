/**
 * Settings of sign-on, stored by whoever answers the sign-on: at home the section of `/config/sections`, in the cloud the
 * home's own there (`/config/*` is answered by the relay, which takes no part in a sign-on).
 */
import { oidcSettings } from "../../auth/sign-on-settings.ts";
import type { Document } from "../../configuration/layers.ts";
import { keepSecrets, maskSecrets, readSection } from "../../configuration/stored-sections.ts";
import { writeSection } from "../../configuration/write-section.ts";
import type { Identity } from "../../kernel/identity.ts";
import { rejected } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Section } from "../../kernel/section.ts";
import type { AuditAction } from "../../records/audit-actions.ts";
import { recordAudit } from "../../records/audit-log.ts";

const section = oidcSettings as unknown as Section;

/** What is stored, secrets masked. */
export async function showSettings(scope: RequestScope): Promise<Document> {
  const stored = await readSection(section, scope);
  return stored === undefined ? {} : maskSecrets(section, stored);
}

/** Replaces what is stored; a secret that is `***` or empty stays. Throws 400 with the members that are wrong. */
export async function putSettings(scope: RequestScope, who: Identity, sent: Document): Promise<Document> {
  const record = await writeSection(
    scope,
    section,
    (stored) => {
      const document = keepSecrets(section, sent, stored);
      requireUsable(scope, document);
      return document;
    },
    sent,
  );
  await audit(scope, who, "config_section_update", record?.version);
  return showSettings(scope);
}

function requireUsable(scope: RequestScope, document: Document): void {
  const issues = section.schema.safeParse(document).error?.issues ?? [];
  const alone = issues.map(({ path, message }) => ({ members: path, reason: message }));
  const together = alone.length > 0 ? alone : scope.sections.faultsOf(section, document);
  const errors = together.map(({ members, reason }) => ({ field: members.join("."), reason }));
  const [first] = errors;
  if (first) throw rejected(`${first.field} ${first.reason}`, "Validation failed", errors);
}

/** Forgets what is stored. */
export async function deleteSettings(scope: RequestScope, who: Identity): Promise<void> {
  let was = false;
  const record = await writeSection(scope, section, (stored) => {
    was = stored !== undefined;
    return undefined;
  });
  if (was) await audit(scope, who, "config_section_delete", record?.version);
}

const audit = (scope: RequestScope, who: Identity, action: AuditAction, version = 0): Promise<void> =>
  recordAudit(scope, who, { action, note: `section=${section.name} version=${version}` });
