/** Levels of the log by path, changed while the program runs. What stays also survives a restart. */
import type * as z from "zod";
import { LOG_LEVELS } from "../../../configuration/program-kinds.ts";
import type { Identity } from "../../../kernel/identity.ts";
import { rejected, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Site } from "../../../kernel/site.ts";
import type { LogBook, LogLevel, LogOverride } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { changeRecord } from "../../../records/change-record.ts";
import type { DefaultLevel, LogLevels } from "../answers/logs.ts";

/** Record of kind `config`: levels that stay, by path. */
const KEPT = "log-levels";
type Kept = Record<string, LogLevel>;

/** @throws Refusal 503 where this process keeps no log */
export function bookOf({ logBook }: Pick<Site, "logBook">): LogBook {
  if (!logBook) throw unready("this process keeps no log that can be asked for");
  return logBook;
}

export const defaultLevel = (scope: Pick<Site, "logBook">): z.input<typeof DefaultLevel> => ({
  default: bookOf(scope).defaultLevel(),
});

export function listLevels(scope: Pick<Site, "logBook" | "clock">): z.input<typeof LogLevels> {
  const book = bookOf(scope);
  const now = scope.clock.now();
  return {
    default: book.defaultLevel(),
    overrides: book.overrides().map(({ path, level, expiresAt }) => ({
      path,
      level,
      permanent: expiresAt === undefined,
      ...(expiresAt === undefined
        ? {}
        : { expires_at: new Date(expiresAt).toISOString(), remaining_ms: Math.max(0, Math.round(expiresAt - now)) }),
    })),
  };
}

interface Change {
  level: LogLevel;
  ttl_seconds?: number | undefined;
}

function override(scope: RequestScope, path: string, { level, ttl_seconds: ttl = 0 }: Change): LogOverride {
  const one = { path, level, ...(ttl > 0 ? { expiresAt: scope.clock.now() + ttl * 1000 } : {}) };
  if (!bookOf(scope).override(one)) throw rejected("there are too many levels: reset some of them", "Too many levels");
  return one;
}

const contended = () => new Error("the kept levels of the log are being written all the time");

async function keep(scope: RequestScope, path: string, level: LogLevel | undefined): Promise<void> {
  await changeRecord<Kept>(
    scope.store,
    "config",
    KEPT,
    (kept = {}) => {
      const { [path]: _former, ...others } = kept;
      const next = level === undefined ? others : { ...others, [path]: level };
      return Object.keys(next).length > 0 ? next : undefined;
    },
    contended,
  );
}

const noteOf = (one: LogOverride, ttl = 0): string => `level=${one.level}${ttl > 0 ? ` ttl_seconds=${ttl}` : ""}`;

/** The default lasts until the program ends, or as long as was asked for: what it starts with is in its settings. */
export async function setDefaultLevel(scope: RequestScope, who: Identity, change: Change): Promise<void> {
  const one = override(scope, "", change);
  await recordAudit(scope, who, { action: "logging.level_set", note: noteOf(one, change.ttl_seconds) });
}

/** @throws Refusal 400 where there are too many */
export async function setLevel(scope: RequestScope, who: Identity, path: string, change: Change): Promise<void> {
  const one = override(scope, path, change);
  if (one.expiresAt === undefined) await keep(scope, path, one.level);
  await recordAudit(scope, who, {
    action: "logging.override_set",
    note: `path=${path} ${noteOf(one, change.ttl_seconds)}`,
  });
}

/** What was not set is not missed. */
export async function resetLevel(scope: RequestScope, who: Identity, path: string): Promise<void> {
  bookOf(scope).reset(path);
  await keep(scope, path, undefined);
  await recordAudit(scope, who, { action: "logging.override_reset", note: `path=${path}` });
}

/** At a start: what was set to stay holds again. A damaged record costs itself. */
export async function restoreLevels({ logBook, store, log }: Pick<Site, "logBook" | "store" | "log">): Promise<void> {
  if (!logBook) return;
  try {
    const kept = (await store.get<Kept>("config", KEPT))?.value ?? {};
    for (const [path, level] of Object.entries(kept)) if (LOG_LEVELS.includes(level)) logBook.override({ path, level });
  } catch (error) {
    log.warn("levels of the log that were set to stay could not be read", { error });
  }
}
