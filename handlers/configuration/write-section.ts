/** Changes what is stored of a section. */
import { conflict } from "../kernel/problem.ts";
import type { RequestScope } from "../kernel/request-scope.ts";
import type { Section } from "../kernel/section.ts";
import { changeRecord, LEAVE } from "../records/change-record.ts";
import { movedSecrets, mustBeGiven } from "./kept-secrets.ts";
import { type Document, mergeSection, NO_LAYERS } from "./layers.ts";
import { openSecrets, readSection, type SectionRecord, sealSecrets, sectionKey } from "./stored-sections.ts";

export type Storing = Pick<RequestScope, "store" | "secrets" | "log" | "clock" | "sections">;

/**
 * Stores the document that `change` makes of the stored one (secrets in clear, both), and has it come into force.
 * `undefined`: nothing is stored any more. Called once per try.
 * @param given what was sent: a secret in it was given with this change
 * @returns the record as it is now; `undefined` where there was nothing and is nothing
 * @throws what `change` throws; Refusal 400 where a secret that was not given would go to another address than before, 409 where others change it all the time
 */
export async function writeSection(
  scope: Storing,
  section: Section,
  change: (stored: Document | undefined) => Document | undefined,
  given: Document = {},
): Promise<SectionRecord | undefined> {
  const changed = await changeRecord<SectionRecord>(
    scope.store,
    "config",
    sectionKey(section.name),
    async (record) => {
      // a record of an older version of the program is taken over with the first change
      const stored = record ? openDocument(scope, section, record) : await readSection(section, scope);
      const document = change(stored);
      if (document === undefined && stored === undefined) return LEAVE;
      const moved = movedSecrets(section, wouldBe(scope, section, stored), wouldBe(scope, section, document), given);
      if (moved.length > 0) throw mustBeGiven(moved);
      return {
        version: (record?.version ?? 0) + 1,
        updated_at: new Date(scope.clock.now()).toISOString(),
        document: document === undefined ? null : sealSecrets(section, document, scope.secrets),
      };
    },
    () => conflict(`section ${section.name} is being changed elsewhere; try again`),
    "never",
  );
  await scope.sections.reload();
  return changed.after;
}

/** Where the configuration is another process's, what is stored here stands alone. */
const wouldBe = ({ sections }: Storing, section: Section, document: Document | undefined) =>
  sections.sections.includes(section)
    ? sections.wouldBe(section, document)
    : mergeSection(section, NO_LAYERS, document).fields;

const openDocument = (scope: Storing, section: Section, { document }: SectionRecord): Document | undefined =>
  document === null ? undefined : openSecrets(section, document, scope);
