/** Random histories of store calls, and the plain model that says what each call must answer. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { ManualClock } from "../../adapters/memory/clock.ts";
import { type RecordKind, type SiteStore, type Store, siteId } from "../../handlers/ports/index.ts";

type Step =
  | {
      do: "put";
      site: number;
      kind: number;
      key: string;
      value: unknown;
      condition: Condition;
      ttl: number | undefined;
    }
  | { do: "get"; site: number; kind: number; key: string }
  | { do: "delete"; site: number; kind: number; key: string; condition: Condition }
  | {
      do: "list";
      site: number;
      kind: number;
      prefix: string;
      after: string | undefined;
      limit: number;
      reverse: boolean;
    }
  | { do: "pass"; ms: number }
  | { do: "sweep" };
/** Which version a conditional call names: none, "no record", the stored one, one that was stored once. */
type Condition = "none" | "absent" | "current" | "stale";

const KINDS: readonly RecordKind[] = ["user", "session"];
const SITES = ["home", "home2"].map(siteId);
const place = { site: fc.nat({ max: 1 }), kind: fc.nat({ max: 1 }) };
// Few short keys, so that calls meet; characters whose order differs between UTF-8 and UTF-16.
const key = fc
  .array(fc.constantFrom("a", "b", "/", "\uff21", "\u{1F600}"), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(""));
const condition = fc.constantFrom<Condition>("none", "absent", "current", "stale");
export const history = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({
      do: fc.constant("put" as const),
      ...place,
      key,
      value: fc.jsonValue({ maxDepth: 2 }),
      condition,
      ttl: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    }),
    fc.record({ do: fc.constant("get" as const), ...place, key }),
    fc.record({ do: fc.constant("delete" as const), ...place, key, condition }),
    fc.record({
      do: fc.constant("list" as const),
      ...place,
      prefix: fc.oneof(fc.constant(""), key),
      after: fc.option(key, { nil: undefined }),
      limit: fc.integer({ min: 1, max: 4 }),
      reverse: fc.boolean(),
    }),
    fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 15 }) }),
    fc.record({ do: fc.constant("sweep" as const) }),
  ),
  { maxLength: 40 },
);

interface ModelEntry {
  site: number;
  kind: number;
  key: string;
  value: unknown;
  version: number;
  expiresAt: number | undefined;
}

/** The store as a list of records: slow, plain, obviously right. */
class Model {
  entries: ModelEntry[] = [];
  /** The highest version ever given to a key. */
  readonly given = new Map<string, number>();

  find(at: { site: number; kind: number; key: string }, now: number): ModelEntry | undefined {
    return this.living(at, now).find((entry) => entry.key === at.key);
  }
  living(at: { site: number; kind: number }, now: number): ModelEntry[] {
    return this.entries.filter(
      (entry) =>
        entry.site === at.site && entry.kind === at.kind && (entry.expiresAt ?? Number.POSITIVE_INFINITY) > now,
    );
  }
  remove(at: { site: number; kind: number; key: string }): void {
    this.entries = this.entries.filter(
      (entry) => !(entry.site === at.site && entry.kind === at.kind && entry.key === at.key),
    );
  }
}

const seen = (entry: ModelEntry) => ({
  key: entry.key,
  value: JSON.parse(JSON.stringify(entry.value)) as unknown,
  version: entry.version,
  ...(entry.expiresAt === undefined ? {} : { expiresAt: entry.expiresAt }),
});

/** Runs the history against the store and fails at the first answer that differs from the model's. */
export async function replay(steps: readonly Step[], clock: ManualClock, store: Store): Promise<void> {
  const model = new Model();
  for (const step of steps) {
    if (step.do === "pass") clock.advance(step.ms);
    else if (step.do === "sweep") await store.sweep();
    else await compare(step, model, clock.now(), store.site(SITES[step.site]!), KINDS[step.kind]!);
  }
}

async function compare(
  step: Exclude<Step, { do: "pass" | "sweep" }>,
  model: Model,
  now: number,
  site: SiteStore,
  kind: RecordKind,
): Promise<void> {
  if (step.do === "list") {
    const page = await site.list(kind, step);
    assert.deepEqual(page, expectedPage(step, model.living(step, now)));
    return;
  }
  const entry = model.find(step, now);
  if (step.do === "get") {
    assert.deepEqual(await site.get(kind, step.key), entry && seen(entry));
    return;
  }
  const id = `${step.site}/${step.kind}/${step.key}`;
  const given = model.given.get(id) ?? 0;
  const ifVersion = { none: undefined, absent: 0, current: entry?.version ?? 0, stale: given + 1 }[step.condition];
  const holds = ifVersion === undefined || ifVersion === (entry?.version ?? 0);
  if (step.do === "delete") {
    const options = ifVersion === undefined ? {} : { ifVersion };
    assert.equal(await site.delete(kind, step.key, options), entry !== undefined && holds);
    if (entry && holds) model.remove(step);
    return;
  }
  const expiresAt = step.ttl === undefined ? undefined : now + step.ttl;
  const version = await site.put(kind, step.key, step.value, { ifVersion, expiresAt });
  assert.equal(version !== undefined, holds);
  if (version === undefined) return;
  assert.ok(version > given, "a version was used again");
  model.given.set(id, version);
  model.remove(step);
  model.entries.push({ site: step.site, kind: step.kind, key: step.key, value: step.value, version, expiresAt });
}

function expectedPage(step: Extract<Step, { do: "list" }>, living: readonly ModelEntry[]) {
  const direction = step.reverse ? -1 : 1;
  const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) * direction;
  const matching = living
    .filter(
      (entry) => entry.key.startsWith(step.prefix) && (step.after === undefined || order(entry.key, step.after) > 0),
    )
    .sort((a, b) => order(a.key, b.key));
  const items = matching.slice(0, step.limit).map(seen);
  return matching.length > step.limit ? { items, next: items.at(-1)?.key } : { items };
}
