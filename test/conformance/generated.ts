/** What holds for every operation: made from the declarations and one successful case of each. */

import assert from "node:assert/strict";
import { ROLES } from "../../handlers/kernel/identity.ts";
import { bodyLimitOf, UNREADABLE_RATE } from "../../handlers/kernel/limits.ts";
import type { Operation } from "../../handlers/kernel/operation.ts";
import { ATTIC } from "./attic.ts";
import type { Case } from "./case.ts";
import { ALARM_WITHOUT_CCU, ALARM_WITHOUT_STORE } from "./cases/alarm.ts";
import { BACKUPS_IN_FILES } from "./cases/backups.ts";
import { CONFIGURATION_WITHOUT_CCU, CONFIGURATION_WITHOUT_STORE } from "./cases/configuration.ts";
import { DIAGNOSTICS_WITHOUT_CCU, DIAGNOSTICS_WITHOUT_STORE } from "./cases/diagnostics.ts";
import { HISTORY_WITHOUT_CCU } from "./cases/history.ts";
import { MATTER_WITHOUT_CCU, MATTER_WITHOUT_STORE } from "./cases/matter.ts";
import { MQTT_WITHOUT_HOME } from "./cases/mqtt.ts";
import { type Parameter, type PublishedOperation, resolved } from "./contract.ts";
import type { FakeCcu } from "./fake-ccu.ts";
import { DIMMER } from "./household.ts";
import { onBoth } from "./two-ccus.ts";
import { CSRF, type Scheme, type World } from "./world.ts";

type Spec = Operation["spec"];
type Json = Record<string, unknown>;
export const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

/** The first success of each operation: what the generated cases are variations of. */
export function basesOf(cases: readonly Case[]): ReadonlyMap<string, Case> {
  const bases = new Map<string, Case>();
  for (const one of cases)
    if (one.expect.status < 400 && !one.upgrade && !bases.has(one.operation)) bases.set(one.operation, one);
  return bases;
}

const SCHEMES: readonly Scheme[] = ["basic", "bearer", "session"];
const REFUSED = { status: 401, code: "unauthorized" } as const;
const FORBIDDEN = { status: 403, code: "forbidden" } as const;

/** Who may not, by any way of proving who it is; and that whoever may more may this too. */
function roles(spec: Spec, base: Case): Case[] {
  if (spec.role === "public") return [];
  const { operation } = base;
  const least = ROLES.indexOf(spec.role);
  const mutating = spec.method !== "GET";
  const denied = ROLES.slice(0, least).flatMap((as) =>
    SCHEMES.map((by): Case => ({ ...base, as, by, case: `${as} (${by}) may not`, expect: FORBIDDEN })),
  );
  const { status, code } = base.expect;
  const allowed = ROLES.slice(least + 1).map(
    (as): Case => ({ ...base, as, by: "bearer", case: `${as} may`, expect: { status, code } }),
  );
  const csrf = { cookie: `openccu_loom_csrf=${CSRF}`, "x-csrf-token": CSRF };
  const anonymous: Case[] = [
    { ...base, as: "nobody", case: "nobody may not", headers: mutating ? csrf : {}, expect: REFUSED },
    { ...base, as: "nobody", case: "a token that is none", headers: { authorization: "Bearer none" }, expect: REFUSED },
  ];
  const crossSite: Case[] = mutating
    ? [
        {
          ...base,
          by: "session",
          case: "a session without its CSRF token",
          headers: { "x-csrf-token": "" },
          expect: FORBIDDEN,
        },
      ]
    : [];
  // the lock, the preference or the password of the case belongs to its user
  const personal = /^\/(sessions|me|auth\/me)\b/.test(spec.path);
  return [...denied, ...(personal ? [] : allowed), ...anonymous, ...crossSite].map((one) => ({ ...one, operation }));
}

/** A body that is no JSON, has a member too many, is missing, or is one byte too large. */
function bodies(spec: Spec, published: PublishedOperation, base: Case): Case[] {
  if (spec.method === "GET") return [];
  const limit = bodyLimitOf(spec);
  // of strangers only so many unreadable bodies are taken: the cases of one world come at a pace that is allowed
  const paced = (one: Case): Case =>
    spec.role !== "public"
      ? one
      : {
          ...one,
          given: async (world) => {
            await one.given?.(world);
            world.clock.advance(1000 / UNREADABLE_RATE);
          },
        };
  const tooLarge: Case = {
    ...base,
    body: undefined,
    raw: Buffer.alloc(limit + 1, 0x20),
    case: "a body one byte too large",
    expect: { status: 413, code: "validation" },
  };
  const schema = resolved(published.body);
  if (!schema) return [tooLarge].map(paced);
  const BAD = { status: 400, code: "bad_request" } as const;
  const cases: Case[] = [tooLarge];
  const raw = (what: string, text: string | Uint8Array) =>
    cases.push({ ...base, body: undefined, raw: text, case: what, expect: BAD });
  raw("a body that is no JSON", '{"a":');
  raw("a body that is not UTF-8", Buffer.from([0x22, 0xff, 0xfe, 0x22]));
  raw("a body nested too deeply", `${"[".repeat(65)}${"]".repeat(65)}`);
  raw("a member named __proto__", '{"__proto__":{"admin":true}}');
  if (schema.additionalProperties === false)
    cases.push({
      ...base,
      body: { ...(base.body as object), unknown_member: 1 },
      case: "an unknown member",
      expect: BAD,
    });
  if (published.bodyRequired) {
    const status = spec.invalidBody ?? 400;
    const code = spec.invalidBody ? "validation" : "bad_request";
    cases.push({ ...base, body: undefined, case: "no body", expect: { status, code } });
  }
  return cases.map(paced);
}

const longText = ({ schema }: Parameter): string | undefined =>
  typeof schema.maxLength === "number" ? "x".repeat(schema.maxLength + 1) : undefined;

/** Each parameter one character longer than published. */
function parameters(published: PublishedOperation, base: Case): Case[] {
  const expect = { status: 400, code: "bad_request" } as const;
  return published.parameters.flatMap((parameter): Case[] => {
    const text = longText(parameter);
    if (text === undefined) return [];
    const what = `${parameter.name} too long`;
    if (parameter.in === "path")
      return [{ ...base, case: what, params: { ...base.params, [parameter.name]: text }, expect }];
    if (parameter.in === "query") return [{ ...base, case: what, query: `${parameter.name}=${text}`, expect }];
    return [{ ...base, case: what, headers: { ...base.headers, [parameter.name.toLowerCase()]: text }, expect }];
  });
}

/** At home for what lies there; no CCU is asked. */
const ASKS_NO_CCU: ReadonlySet<string> = new Set([
  "POST /sessions/edit",
  "DELETE /sessions/edit",
  "POST /sessions/edit/heartbeat",
  "POST /sessions/edit/take-over",
  ...ALARM_WITHOUT_CCU,
  ...BACKUPS_IN_FILES,
  ...DIAGNOSTICS_WITHOUT_CCU,
  ...CONFIGURATION_WITHOUT_CCU,
  ...HISTORY_WITHOUT_CCU,
  ...MQTT_WITHOUT_HOME,
  ...MATTER_WITHOUT_CCU,
]);
/** Operations whose success does not need the CCU: a failing one does not matter to them. */
const NEEDS_NO_CCU: ReadonlySet<string> = new Set([
  "PUT /devices/{addr}/channels/{no}/flags",
  "GET /service-messages/suppressed",
  "GET /visibility/unignore",
  "GET /devices/{addr}/central-links",
  "PUT /visibility/unignore",
]);
/** Where a CCU that lacks the feature is answered with something else than 501, and why. */
const UNSUPPORTED: Readonly<Record<string, number>> = {
  // a value that cannot be read is normal, be it every one of them
  "POST /devices/{addr}/channels/{no}/reload": 200,
  // the contract answers these with 422 `unsupported` (subsystems 4.6)
  "PATCH /devices/{addr}": 422,
  "PATCH /devices/{addr}/channels/{no}": 422,
  "DELETE /devices/{addr}": 422,
  // several CCUs are asked: one verdict for all of them
  "POST /devices/refresh": 502,
  "POST /devices/firmware/refresh": 502,
  "POST /devices/{addr}/firmware/update": 422,
  "POST /devices/{addr}/config/restore": 422,
  "POST /devices/{addr}/test": 422,
  "POST /devices/{addr}/central-links": 422,
  "DELETE /devices/{addr}/central-links": 422,
  // an interface without links has none
  "GET /links": 200,
  "GET /devices/{addr}/links": 200,
  "GET /devices/{addr}/channels/{no}/team-candidates": 422,
  "PUT /devices/{addr}/channels/{no}/team": 422,
  "POST /devices/{addr}/replace": 422,
  // a CCU that replaces nothing has no candidates
  "GET /devices/{addr}/replace-candidates": 200,
  // HmIP measures nothing: null
  "POST /devices/{addr}/channels/{no}/paramsets/{key}/determine": 200,
  // what the CCU cannot suppress is left out here
  "POST /service-messages/{id}/disable": 202,
  "POST /service-messages/unsuppress": 404,
};

const PERMANENT: Readonly<Record<string, number>> = { "POST /devices/{addr}/channels/{no}/reload": 200 };

/** A CCU that never answers is a result of it, told before the time is up (test/features/devices/device-upkeep.test.ts). */
const TELLS_SILENCE: ReadonlySet<string> = new Set(["POST /devices/{addr}/test"]);

/** The CCU refuses, is away, lacks the feature, or is not reached by this process. */
function faults(spec: Spec, base: Case): Case[] {
  if (spec.served !== "home" || ASKS_NO_CCU.has(base.operation)) return [];
  const { operation } = base;
  const away: Case = {
    ...base,
    world: "away",
    case: "the CCU is not reached from here",
    expect: { status: 503, code: "service_unready" },
  };
  if (operation === "GET /service-messages/suppressed") away.expect = { status: 200 };
  if (NEEDS_NO_CCU.has(operation)) return [away];
  const failing = (fault: "permanent" | "transport" | "unsupported", status: number): Case => ({
    ...base,
    given: async (world) => {
      await base.given?.(world);
      world.main.fail(fault);
    },
    mayChange: status < 300 ? "any" : "ccu",
    case: `the CCU fails: ${fault}`,
    expect: { status, code: status === 502 ? "upstream_unavailable" : status >= 500 ? "unsupported" : undefined },
  });
  const silent: Case = {
    ...base,
    given: async (world) => {
      await base.given?.(world);
      world.hangCcu();
    },
    mayChange: "any",
    case: "the CCU never answers",
    expect: { status: 503, code: "service_unready" },
  };
  return [
    away,
    failing("permanent", PERMANENT[operation] ?? 502),
    failing("transport", 502),
    failing("unsupported", UNSUPPORTED[operation] ?? 501),
    ...(TELLS_SILENCE.has(operation) ? [] : [silent]),
  ];
}

/** A store that does not answer is waited for no longer than the handler's time; one that fails is our own fault. */
function store(spec: Spec, base: Case): Case[] {
  const before = (trouble: "stall" | "breakDown"): Case => ({
    ...base,
    warm: true,
    mayChange: "any",
    given: async (world) => {
      await base.given?.(world);
    },
    trouble,
    case: trouble === "stall" ? "the store never answers" : "the store fails",
    expect: trouble === "stall" ? { status: 503, code: "service_unready" } : { status: 500, code: "internal" },
    logged: trouble === "breakDown",
  });
  if (ASKS_NOTHING.has(base.operation)) return [];
  const both = [before("stall"), before("breakDown")];
  // an endless answer has no time limit; health tells about the store instead of failing with it
  if (spec.streaming) return [before("breakDown")];
  return both;
}
/** Answered without looking anything up. */
export const ASKS_NOTHING: ReadonlySet<string> = new Set([
  "GET /info",
  "GET /config",
  "POST /ui/event",
  "GET /auth/me",
  "GET /auth/oidc/start",
  "POST /devices/refresh",
  "POST /devices/firmware/refresh",
  ...ALARM_WITHOUT_STORE,
  ...BACKUPS_IN_FILES,
  ...DIAGNOSTICS_WITHOUT_STORE,
  ...CONFIGURATION_WITHOUT_STORE,
  ...MQTT_WITHOUT_HOME,
  ...MATTER_WITHOUT_STORE,
]);

/** The same write once more, with one key: one effect, and the same answer. */
function repetition(spec: Spec, base: Case): Case[] {
  if (spec.method === "GET" || spec.role === "public" || spec.secretReply) return [];
  // a new password ends Basic, not the session that sets it
  const by = base.operation === "PATCH /auth/me/password" ? "session" : base.by;
  return [{ ...base, by, twice: true, case: "twice with one Idempotency-Key" }];
}

function head(spec: Spec, base: Case): Case[] {
  return spec.method === "GET" ? [{ ...base, method: "HEAD", case: "only its head" }] : [];
}

/** Operations about a device that name it in their body only. */
const NAMED_IN_BODY: ReadonlySet<string> = new Set([]);
/** Where an address that nobody knows, or that two CCUs have, is no reason to refuse, and why. */
const TAKES_ANY_ADDRESS: Readonly<Record<string, string>> = {
  "GET /devices/{addr}/channels/{no}/linkable-channels": "the interface names its CCU",
};

/** Where a CCU that lacks the device is answered otherwise, and why. */
const LACKING: Readonly<Record<string, number>> = {
  // the channels are named in the body or the query: no channel of that CCU is the body's fault
  "POST /devices/{addr}/links": 400,
  "PATCH /devices/{addr}/links": 400,
  "DELETE /devices/{addr}/links": 400,
};
const refusedWith = (status: number) =>
  ({ status, code: status === 404 ? "not_found" : "bad_request" }) as const satisfies Case["expect"];

const named = (query: string | undefined, central: string) => `${query ?? ""}${query ? "&" : ""}central=${central}`;
const writesTo = (fake: FakeCcu) => fake.writes().map(({ method, args }) => [method, ...args]);

/** One address on two CCUs: nothing happens until the request says which one is meant, and then on that one only. */
function twins(spec: Spec, written: Case): Case[] {
  const { central: _, ...body } = (written.body ?? {}) as Json;
  const base = written.body === undefined ? written : { ...written, body };
  const { operation, query } = base;
  if (!(spec.path.includes("{addr}") || NAMED_IN_BODY.has(operation)) || operation in TAKES_ANY_ADDRESS) return [];
  const { status, code } = base.expect;
  const naming = (central: string, other: (world: World) => FakeCcu): Case => ({
    ...base,
    given: onBoth(base.given),
    query: named(query, central),
    case: `on two CCUs, ${central} named`,
    expect: {
      status,
      code,
      writes: base.expect.writes,
      after: (world) => assert.deepEqual(writesTo(other(world)), []),
    },
  });
  const elsewhere: Case = {
    ...base,
    query: named(query, ATTIC),
    case: "of a CCU that lacks the device",
    expect: refusedWith(LACKING[operation] ?? 404),
  };
  return [
    {
      ...base,
      given: onBoth(base.given),
      unnamed: true,
      case: "on two CCUs, none named",
      expect: {
        ...refusedWith(400),
        // strangers are not told which CCUs there are
        body: ({ detail }) => assert.equal(/ccu-attic, ccu-main/.test(detail), spec.role !== "public"),
      },
    },
    naming("ccu-main", ({ attic }) => attic),
    naming(ATTIC, ({ main }) => main),
    elsewhere,
  ];
}

/** Where a CCU that does not exist is something that was not found: the contract has it so (subsystems 4.5, 4.7, 4.9). */
const UNKNOWN_CENTRAL: Readonly<Record<string, number>> = {
  "GET /groups?": 404,
  "GET /links?": 404,
  // told to strangers: not which CCUs there are
  "GET /devices/{addr}/icon?": 404,
  "POST /system/update/install?": 404,
  "POST /system/firmware/download": 404,
  "POST /devices/{addr}/replace": 404,
  "POST /devices/{addr}/replace?": 404,
};

/** Where a CCU named in the body is no choice, and why. */
const TAKES_ANY_CENTRAL: Readonly<Record<string, string>> = {
  "POST /devices/{addr}/channels/{no}/config/import": "the file says where it was exported",
};

/** A CCU that does not exist is refused by every operation that takes one, and whoever asks is told which there are. */
function strangers(spec: Spec, published: PublishedOperation, base: Case): Case[] {
  const { operation } = base;
  const takes = published.parameters.some((parameter) => parameter.in === "query" && parameter.name === "central");
  const aboutDevice = spec.path.includes("{addr}") && !(operation in TAKES_ANY_ADDRESS);
  const members = Object.keys((resolved(published.body)?.properties as Json | undefined) ?? {}).filter(
    (member) => /^central(_name)?$/.test(member) && !(operation in TAKES_ANY_CENTRAL),
  );
  const refused = (where: string): Case["expect"] => ({
    ...refusedWith(UNKNOWN_CENTRAL[where] ?? 400),
    ...(spec.role !== "public" && { body: ({ detail }) => assert.match(detail, /no CCU is called nowhere/) }),
  });
  const { central: _, central_name: _name, ...body } = (base.body ?? {}) as Json;
  const inQuery: Case = {
    ...base,
    ...(base.body === undefined ? {} : { body }),
    unnamed: true,
    query: named(base.query?.replace(/&?central=[^&]*/, ""), "nowhere"),
    case: "of a CCU that nobody knows",
    expect: refused(`${operation}?`),
  };
  const inBody = members.map(
    (member): Case => ({
      ...base,
      unnamed: true,
      body: { ...(base.body as Json | undefined), [member]: "nowhere" },
      case: `of a CCU that nobody knows: ${member} of the body`,
      expect: refused(operation),
    }),
  );
  return base.world === "empty" ? [] : [...(takes || aboutDevice ? [inQuery] : []), ...inBody];
}

/** Everything that is generated for one operation. */
export function generatedCases(spec: Spec, published: PublishedOperation, base: Case): Case[] {
  return [
    ...roles(spec, base),
    ...bodies(spec, published, base),
    ...parameters(published, base),
    ...faults(spec, base),
    ...store(spec, base),
    ...repetition(spec, base),
    ...head(spec, base),
    ...twins(spec, base),
    ...strangers(spec, published, base),
  ].map((one) => ({ ...one, generated: true }));
}

/** Values that stand in a path's braces where nothing else is known. */
export const SOME_PARAMETERS: Readonly<Record<string, string>> = {
  addr: DIMMER,
  no: "1",
  param: "LEVEL",
  key: "MASTER",
};
