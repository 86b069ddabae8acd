/** The patterns of parameters that are shown although hidden by default (subsystems 7.6, device-model 6). */
import type { Identity } from "../../../kernel/identity.ts";
import { unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { isBlankUnIgnore, parseUnIgnore } from "../../../model/unignore.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { changeRecord, LEAVE } from "../../../records/change-record.ts";
import { type KeptUnIgnore, patternsInForce, readUnIgnore, type UnIgnoreRecord } from "../../../records/unignore.ts";
import { ccuOf, chooseCentral } from "../../shared/central-scope.ts";
import type { UnIgnoreListResponse, UnIgnoreUpdateResponse } from "../answers/visibility.ts";
import type { UnIgnoreUpdateRequest } from "../schemas/visibility.ts";

const settingsOf = ({ settings }: RequestScope, central: string): readonly string[] =>
  settings.centrals.find(({ name }) => name === central)?.unIgnore ?? [];

/** The patterns in force, by central. @throws Refusal 503 where the home is not served here */
export async function listUnIgnore(scope: RequestScope): Promise<UnIgnoreListResponse> {
  const centrals = await scope.home.centrals();
  const lists = centrals.map(async ({ name }) => {
    ccuOf(scope, name);
    return { central_name: name, patterns: [...(await readUnIgnore(scope.store, name, settingsOf(scope, name)))] };
  });
  return { centrals: await Promise.all(lists) };
}

/** Lines as they are meant: trimmed, each once, sorted. Blank lines and comments say nothing. */
function sortOut(lines: readonly string[]): { patterns: string[]; errors: string[] } {
  const patterns = new Set<string>();
  const errors: string[] = [];
  for (const line of lines) {
    if (isBlankUnIgnore(line)) continue;
    const parsed = parseUnIgnore(line);
    if ("error" in parsed) errors.push(`${line.trim().slice(0, 100)}: ${parsed.error}`);
    else patterns.add(line.trim());
  }
  return { patterns: [...patterns].sort(), errors };
}

/** Makes `patterns` the list of the central. What was there already keeps its date and author. */
async function store(scope: RequestScope, who: Identity, central: string, patterns: readonly string[]) {
  const settings = settingsOf(scope, central);
  const updated = { updated_at: new Date(scope.clock.now()).toISOString(), updated_by: who.subject };
  const { before } = await changeRecord<UnIgnoreRecord>(
    scope.store,
    "unignore",
    central,
    (record) => {
      const known = new Map(patternsInForce(record, settings).map((entry) => [entry.pattern, entry]));
      const isSame = known.size === patterns.length && patterns.every((pattern) => known.has(pattern));
      if (isSame) return LEAVE;
      return { patterns: patterns.map((pattern): KeptUnIgnore => known.get(pattern) ?? { pattern, ...updated }) };
    },
    () => unready("somebody else keeps changing the patterns", "Busy", 1),
  );
  const former = patternsInForce(before, settings).map(({ pattern }) => pattern);
  return {
    added: patterns.filter((pattern) => !former.includes(pattern)),
    removed: former.filter((pattern) => !patterns.includes(pattern)),
  };
}

/**
 * Replaces the patterns of a central; lines that cannot be read are told and left out. Its devices follow at once.
 * @throws Refusal 400 for an unknown central; 503 before any is known, or where the home is not served here
 */
export async function updateUnIgnore(
  scope: RequestScope,
  who: Identity,
  { central_name, patterns: lines }: UnIgnoreUpdateRequest,
): Promise<UnIgnoreUpdateResponse> {
  const { name } = await chooseCentral(scope, central_name);
  ccuOf(scope, name);
  const { patterns, errors } = sortOut(lines);
  const { added, removed } = await store(scope, who, name, patterns);
  // what is stored by now, not what was sent: of two that change it at the same time, the later write holds
  const kept = await readUnIgnore(scope.store, name, settingsOf(scope, name));
  const affected = await scope.centrals.recordsChanged(name, "unignore");
  if (added.length > 0 || removed.length > 0)
    await recordAudit(scope, who, {
      action: "un_ignore_update",
      central: name,
      note: `added=${added.length} removed=${removed.length}`,
      changes: [
        ...added.map((parameter) => ({ parameter, before: false, after: true })),
        ...removed.map((parameter) => ({ parameter, before: true, after: false })),
      ],
    });
  return {
    applied_count: kept.filter(({ pattern }) => "pattern" in parseUnIgnore(pattern)).length,
    ...(errors.length > 0 ? { parse_errors: errors } : {}),
    affected_devices: affected,
    patterns: [...kept],
  };
}
