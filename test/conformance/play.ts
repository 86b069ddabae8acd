/** Plays one case over one transport and judges the answer. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { RequiredRole } from "../../handlers/kernel/identity.ts";
import type { Case, CommandCase, Connection, Transport, WireAnswer, WireRequest } from "./case.ts";
import { answerFault, published, publishedCommands, requestFault, resolved, resultFault } from "./contract.ts";
import { createWorld, credentials, type Who, type World, type WorldKind } from "./world.ts";

const PREFIX = "/api/v1";

/** Headers that are the answer's own, not the transport's. */
const COMPARED = [
  "content-type",
  "x-problem-code",
  "x-request-id",
  "x-total-count",
  "x-content-type-options",
  "allow",
  "retry-after",
  "set-cookie",
  "www-authenticate",
  "cache-control",
  "content-disposition",
  "idempotent-replay",
  "vary",
];

/** What must be the same over every transport. */
export interface Played {
  status: number;
  headers: Record<string, unknown>;
  body: string;
  /** Entries that it left in the audit log. */
  audit: number;
}

const NAMED = "ccu-main";
/** Worlds with two CCUs. */
const TWO: ReadonlySet<WorldKind> = new Set<WorldKind>(["home", "starting", "away"]);
const mayName = ({ world = "home", unnamed }: Pick<Case, "world" | "unnamed">) => TWO.has(world) && !unnamed;
const publishedAt = new Map(published.map((one) => [`${one.method} ${one.path}`, one]));

/** The CCU that is meant, where the operation lets a client say it and the case has not said it. */
function withCentral(one: Case): Case {
  const operation = publishedAt.get(one.operation);
  if (!operation || !mayName(one)) return one;
  const { query = "", body } = one;
  if (operation.parameters.some(({ name, in: where }) => name === "central" && where === "query"))
    return query.includes("central=") ? one : { ...one, query: `${query}${query && "&"}central=${NAMED}` };
  const names = Object.keys((resolved(operation.body)?.properties ?? {}) as object);
  if (
    !names.includes("central") ||
    query.includes("central=") ||
    typeof body !== "object" ||
    body === null ||
    "central" in body
  )
    return one;
  return { ...one, body: { ...body, central: NAMED } };
}

function argsWithCentral(one: CommandCase): unknown {
  const { args = {} } = one;
  const known = Object.keys(publishedCommands.get(one.command)?.args ?? {});
  const member = ["central_name", "central"].find((name) => known.includes(name));
  if (!member || !mayName(one) || typeof args !== "object" || args === null || Array.isArray(args)) return one.args;
  return "central" in args || "central_name" in args ? args : { ...args, [member]: NAMED };
}

const split = (operation: string): [string, string] => operation.split(" ") as [string, string];

export function requestOf(one: Case, role: RequiredRole): WireRequest {
  const [method, template] = split(one.operation);
  const path = template.replace(/\{([^}]+)\}/g, (_all, name: string) => {
    const value = one.params?.[name];
    if (value === undefined) throw new Error(`${one.operation}, ${one.case}: parameter ${name} is missing`);
    return encodeURIComponent(value);
  });
  const as: Who = one.as ?? (role === "public" ? "nobody" : role);
  const body = one.raw ?? (one.body === undefined ? undefined : JSON.stringify(one.body));
  return {
    method: one.method ?? method,
    path: PREFIX + path,
    query: one.query ?? "",
    headers: {
      "x-request-id": "request-of-the-suite",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...credentials(as, one.by),
      ...one.headers,
    },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  };
}

const bodyOf = (answer: WireAnswer): unknown => {
  if (answer.body.length === 0) return undefined;
  const isJson =
    /\bjson\b/.test(String(answer.headers["content-type"])) && !/ndjson/.test(String(answer.headers["content-type"]));
  return isJson ? JSON.parse(Buffer.from(answer.body).toString()) : Buffer.from(answer.body);
};

function comparable(answer: WireAnswer, audit: number): Played {
  const headers = Object.fromEntries(
    COMPARED.map((name) => [name, answer.headers[name]])
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, [value].flat()]),
  );
  return { status: answer.status, headers, body: Buffer.from(answer.body).toString("latin1"), audit };
}

function judge(one: Case, answer: WireAnswer): void {
  const { expect } = one;
  const shown = Buffer.from(answer.body).toString().slice(0, 600);
  assert.equal(answer.status, expect.status, `answered ${answer.status}: ${shown}`);
  const [method, path] = split(one.operation);
  if (one.method === "HEAD") assert.equal(answer.body.length, 0);
  else assert.equal(answerFault(method, path, answer), undefined);
  if (expect.code) assert.equal(answer.headers["x-problem-code"], expect.code, shown);
  for (const [name, value] of Object.entries(expect.headers ?? {})) assert.equal(String(answer.headers[name]), value);
  if (one.method === "HEAD") return;
  const body = bodyOf(answer);
  if (typeof expect.body === "function") expect.body(body);
  else if (expect.body) assert.partialDeepStrictEqual(body, expect.body);
}

/** An option that is left out is one that is undefined. */
const withoutRest = (call: readonly unknown[]): unknown[] =>
  call.slice(0, call.findLastIndex((arg) => arg !== undefined) + 1);

function judgeWrites(world: World, expected: readonly (readonly unknown[])[]): void {
  const writes = world.ccus.flatMap((fake) => fake.writes()).map(({ method, args }) => [method, ...args]);
  assert.deepEqual(writes.map(withoutRest), expected.map(withoutRest));
}

/** A refused request has changed nothing, neither here nor on a CCU. */
function judgeEffects(one: Case, world: World, before: ReturnType<World["changes"]>): void {
  const { expect } = one;
  const { store, audit, ccu } = world.changes();
  if (expect.status >= 400 && one.mayChange !== "any") {
    assert.equal(store, before.store, "a refused request changed the store");
    if (one.mayChange !== "audit") assert.equal(audit, before.audit, "a refused request is in the audit log");
    if (one.mayChange !== "ccu") assert.equal(ccu, before.ccu, "a refused request changed a CCU");
  }
  if (expect.writes) judgeWrites(world, expect.writes);
  const errors = world.logged.filter((line) => line.includes('"level":"error"'));
  if (one.logged) assert.ok(errors.length > 0, "our own fault was not logged");
  else assert.deepEqual(errors, []);
}

async function exchange(one: Case, role: RequiredRole, world: World, connection: Connection): Promise<WireAnswer> {
  const request = requestOf(one, role);
  if (one.upgrade) {
    const status = await connection.upgrade!(request.headers);
    return { status, headers: {}, body: new Uint8Array() };
  }
  if (one.warm)
    await connection.request({ method: "GET", path: `${PREFIX}/auth/me`, query: "", headers: request.headers });
  if (one.trouble) world[one.trouble]();
  if (!one.twice) return connection.request(request);
  const headers = { ...request.headers, "idempotency-key": "once" };
  const first = await connection.request({ ...request, headers });
  const before = world.changes();
  const second = await connection.request({ ...request, headers });
  assert.equal(first.headers["idempotent-replay"], undefined);
  assert.equal(second.headers["idempotent-replay"], "true");
  assert.deepEqual([second.status, Buffer.from(second.body)], [first.status, Buffer.from(first.body)]);
  assert.deepEqual(world.changes(), before, "the repetition acted again");
  return second;
}

interface Place {
  world: World;
  connection: Connection;
  /** Cases that were played in it. */
  played: number;
  /** What a second client got that only listens, where the transport can tell when it has everything. */
  heard?: { since: number; frames: readonly string[] };
}
/** Worlds in which nothing has happened yet but refusals and reads: the next case may use them. */
const untouched = new Map<string, Place[]>();
/** Cases that one world takes at most: its clock stands still, so it takes no more requests than one burst (30). */
const CASES_OF_A_WORLD = 10;

/** To be called when all cases were played. */
export async function endWorlds(): Promise<void> {
  for (const place of [...untouched.values()].flat()) await end(place);
  untouched.clear();
  await Promise.all(ending.splice(0));
}
/** Worlds that end while the next case is played. */
const ending: Promise<void>[] = [];
async function end({ world, connection }: Place): Promise<void> {
  await connection.close();
  await world.stop();
}

type AnyCase = Pick<Case, "world" | "generated">;
/**
 * Worlds of written and of generated cases, and those of each set of transports that play cases together, are kept apart:
 * so the worlds whose answers are compared have the same past.
 */
const keyOf = (transport: Transport, one: AnyCase, together: readonly Transport[]): string =>
  [transport.name, one.world ?? "home", one.generated ?? false, ...together.map(({ name }) => name)].join(" ");

async function take(
  transport: Transport,
  one: AnyCase,
  together: readonly Transport[],
  fresh: boolean,
): Promise<Place> {
  const kept = fresh ? undefined : untouched.get(keyOf(transport, one, together))?.pop();
  if (kept) return kept;
  const storage = one.generated && !process.env.CCU_ANYWHERE_TEST_FULL ? undefined : transport.storage;
  const world = await (transport.world?.(one.world) ?? createWorld(one.world, { storage }));
  const connection = await transport.open(world);
  const place = { world, connection, played: 0 };
  if (transport.apart || world.kind === "fresh" || !connection.listen || !connection.settled) return place;
  const { newest: since } = await world.running.site.eventLog.bounds();
  const frames = await connection.listen(credentials("viewer", "bearer"), { op: "subscribe", topics: ["*"] });
  return { ...place, heard: { since, frames } };
}

/** Events that the cases of one world cause at most. */
const HEARD_LIMIT = 5_000;
/** The second client has every event once and in order, whatever the first one did. */
async function judgeHeard({ world, connection, heard }: Place): Promise<void> {
  if (!heard) return;
  await connection.settled?.();
  await setImmediate();
  const events = await world.running.site.eventLog.read(heard.since, HEARD_LIMIT);
  const isOver = heard.frames.at(-1) === "closed";
  const frames = heard.frames
    .filter((text) => text !== "closed")
    .map((text) => JSON.parse(text) as { seq?: number; topic?: string })
    .filter(({ topic }) => topic !== undefined);
  assert.deepEqual(
    frames.map(({ seq, topic }) => [seq, topic]),
    // a case that takes its credential back ends what it hears
    events.slice(0, isOver ? frames.length : undefined).map(({ seq, topic }) => [seq, topic]),
    "the second client did not hear everything once and in order",
  );
}
function giveBack(
  transport: Transport,
  one: AnyCase,
  together: readonly Transport[],
  place: Place,
  changed: boolean,
): void {
  const { store, audit, ccu } = place.world.changes();
  if (changed || store + audit + ccu > 0 || place.connection.isWornOut?.()) {
    const ended = end(place);
    // told by `endWorlds`
    ended.catch(() => {});
    ending.push(ended);
    return;
  }
  const key = keyOf(transport, one, together);
  untouched.set(key, [...(untouched.get(key) ?? []), place]);
}

/** Whether passwords that are tried there are counted, and right ones remembered. */
const triesPasswords = ({ operation }: Case): boolean => /password|login|setup/.test(operation);

/** Whether a case leaves traces that are not counted. */
const touches = (one: Case): boolean =>
  Boolean(one.given || one.trouble || one.upgrade || one.twice || triesPasswords(one));

/**
 * @param role of the operation: who asks, where the case does not say.
 * @param together the transports that play this case
 */
export async function play(
  transport: Transport,
  written: Case,
  role: RequiredRole,
  together: readonly Transport[] = [],
): Promise<Played | undefined> {
  const one = withCentral(written);
  // kept answers would hide a store that fails, and a password that was right before is not counted
  const place = await take(transport, one, together, one.trouble !== undefined || triesPasswords(one));
  const { world, connection } = place;
  let passed = false;
  try {
    if (one.upgrade && !connection.upgrade) return undefined;
    if (one.given) {
      await one.given(world);
      await world.settled();
    }
    world.logged.length = 0;
    for (const { calls } of world.ccus) calls.length = 0;
    const before = world.changes();
    const [method, path] = split(one.operation);
    if (one.expect.status < 300 && one.raw === undefined) assert.equal(requestFault(method, path, one.body), undefined);
    const answer = await exchange(one, role, world, connection);
    await setImmediate();
    judge(one, answer);
    judgeEffects(one, world, before);
    await one.expect.after?.(world);
    if (!one.trouble) await judgeHeard(place);
    passed = true;
    const played = comparable(answer, world.changes().audit - before.audit);
    return one.measures ? { ...played, body: "" } : played;
  } finally {
    place.played += 1;
    if (passed) giveBack(transport, one, together, place, touches(one) || place.played === CASES_OF_A_WORLD);
    else {
      // the other transports do not play this case: their worlds would no longer be alike
      await end(place);
      await endWorlds();
    }
  }
}

/**
 * @param role of the command
 * @param together the transports that play this case
 */
export async function playCommand(
  transport: Transport,
  one: CommandCase,
  role: Exclude<Who, "nobody">,
  together: readonly Transport[] = [],
): Promise<string> {
  const place = await take(transport, one, together, one.breakDown ?? false);
  const { world, connection } = place;
  let passed = false;
  try {
    if (one.given) {
      await one.given(world);
      await world.settled();
    }
    for (const { calls } of world.ccus) calls.length = 0;
    const before = world.changes();
    const headers = credentials(one.as ?? role, one.by);
    if (one.breakDown) {
      // the credential is remembered: only the command meets the trouble
      await connection.call(headers, "system.commands", {});
      world.breakDown();
    }
    const answer = await connection.call(headers, one.command, argsWithCentral(one));
    const { expect } = one;
    if ("error" in expect) {
      assert.ok("error" in answer, `succeeded: ${JSON.stringify(answer)}`);
      assert.equal(answer.error.code, expect.error, answer.error.message);
      assert.deepEqual(Object.keys(answer.error).sort(), ["code", "message"]);
      const isFault = ["internal_error", "unavailable", "not_implemented"].includes(expect.error);
      assert.equal(world.changes().store, before.store, "a refused command changed the store");
      if (!isFault) assert.deepEqual(world.changes(), before, "a refused command changed something");
    } else {
      assert.ok("data" in answer, JSON.stringify(answer));
      assert.equal(resultFault(one.command, answer.data), undefined);
      if (typeof expect.data === "function") expect.data(answer.data);
      else assert.partialDeepStrictEqual(answer.data, expect.data);
      if (expect.writes) judgeWrites(world, expect.writes);
      for (const { ccu, writes } of world.ccus)
        if (expect.on && ccu.central !== expect.on) assert.deepEqual(writes(), [], `${ccu.central} was told something`);
    }
    if (!one.breakDown) await judgeHeard(place);
    passed = true;
    return JSON.stringify({ ...answer, audit: world.changes().audit - before.audit });
  } finally {
    place.played += 1;
    const isOver = Boolean(one.given || one.breakDown) || place.played === CASES_OF_A_WORLD;
    if (passed) giveBack(transport, one, together, place, isOver);
    else {
      await end(place);
      await endWorlds();
    }
  }
}
