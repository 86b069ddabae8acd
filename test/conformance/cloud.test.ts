/**
 * The cloud is the same system: cases played over cloud → MQTT → relay → home answer as without any wire, byte by byte
 * but for secrets. In `npm test`: one success of each method and one written case of each refusal of each subject
 * (`/devices`, `alarm.*` …), and of what is made for all of them (roles, bodies, faults of the CCU …) each kind
 * once for what the cloud answers itself and once for what it forwards; with CCU_ANYWHERE_TEST_FULL (`npm run test:full`)
 * every case.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { commands } from "../../handlers/api.ts";
import type { Case, CommandCase } from "./case.ts";
import { commandCases } from "./cases/commands.ts";
import { CONTACT, DIMMER, HUB, INTERFACES } from "./household.ts";
import { endWorlds, play, playCommand } from "./play.ts";
import { suites } from "./suite.ts";
import { cloud, inProcess } from "./transports.ts";
import { createWorld, credentials } from "./world.ts";

const isFull = Boolean(process.env.CCU_ANYWHERE_TEST_FULL);

type AnyCase = Partial<Omit<Case, "expect">> &
  Partial<Pick<CommandCase, "breakDown">> &
  Pick<Case | CommandCase, "expect">;

/** What cannot be the same in the cloud, and why. */
const LEFT_OUT: readonly { reason: string; matches: (one: AnyCase) => unknown }[] = [
  {
    reason: "the store of the cloud is DynamoDB: it fails and stalls in test/fault and test/lambda",
    matches: (one) => one.trouble ?? one.breakDown,
  },
  {
    reason: "nobody moves in from outside: a home of the cloud is made with its admin",
    matches: (one) => one.world === "fresh" || one.operation?.endsWith(" /setup"),
  },
  {
    reason: "tells the settings of the process that answers: the cloud has no callback ports and many homes",
    matches: (one) => one.operation === "GET /config" && "status" in one.expect && one.expect.status === 200,
  },
  {
    reason: "a gateway listens there: no function has a certificate that could be replaced",
    matches: (one) =>
      one.operation === "POST /admin/tls/certificate" &&
      "status" in one.expect &&
      (one.expect.status === 204 || one.case === "no pair"),
  },
  {
    reason:
      "strangers are not told which CCUs there are; in the cloud whoever asks for an icon says whose, by a credential",
    matches: (one) =>
      one.operation === "GET /devices/{addr}/icon" &&
      /^(on two CCUs, none named|of a CCU that nobody knows)$/.test(one.case ?? ""),
  },
];
const used = new Set<string>();
function isLeftOut(one: AnyCase): boolean {
  const found = LEFT_OUT.find(({ matches }) => matches(one));
  if (found) used.add(found.reason);
  return found !== undefined;
}

/** Their answers are held against what the case expects, but not against each other: a ZIP file with a name made by chance. */
const BY_CHANCE: ReadonlySet<string> = new Set(["GET /devices/{addr}/export-definition", "devices.export_definition"]);

/** Secrets are made by two sides there; what is derived from one differs with it. */
const withoutSecrets = (played: unknown): string =>
  JSON.stringify(played)
    .replace(/(openccu_loom_oidc_state=\w+)\.[^;"]+/g, "$1.SEALED")
    .replace(/t{20,}\d+/g, "SECRET")
    // the last characters of one
    .replace(/(fingerprint\\":\\"[^"\\]*?)t{4}\d+/g, "$1SECRET")
    .replace(/00000000-0000-4000-8000-\d{12}/g, "UUID")
    .replace(/(\\"(?:id|fingerprint)\\":\\")[0-9a-f]{12,16}(?=\\")/g, "$1HASH")
    .replace(/cap_[0-9a-f]{16}/g, "cap_CHANCE")
    .replace(/request (request-\d+|[0-9a-f-]{36})/g, "request");

/** Kinds of cases that were played. */
const seen = new Set<string>();
/**
 * One of each kind, unless all are wanted.
 * @param of what it is about, and who answers it
 * @param method how it is asked for
 */
function chosen<T extends Case | CommandCase>(
  { of, method }: { of: string; method: string },
  cases: readonly T[],
  outcomeOf: (one: T) => string,
): T[] {
  return cases.filter((one) => {
    if (isLeftOut(one as AnyCase)) return false;
    const kind = one.generated
      ? `made ${of.split(" of ")[0]} ${one.case}`
      : `${isRefused(one) ? of : `${method} ${of}`} ${outcomeOf(one)}`;
    const isNew = !seen.has(kind);
    seen.add(kind);
    return isFull || isNew;
  });
}
const isRefused = ({ expect }: Case | CommandCase): boolean =>
  "status" in expect ? expect.status >= 400 : "error" in expect;

after(async () => {
  await endWorlds();
  await cloud.end?.();
});

for (const { key, spec, cases } of suites)
  describe(key, () => {
    for (const one of chosen(
      { method: spec.method, of: `operation ${spec.served} of ${spec.path.split("/")[1]}` },
      cases,
      ({ expect }) => String(expect.status),
    ))
      it(one.case, async () => {
        const expected = await play(inProcess, one, spec.role);
        const answer = await play(cloud, one, spec.role);
        if (expected && !BY_CHANCE.has(key)) assert.equal(withoutSecrets(answer), withoutSecrets(expected));
      });
  });

const outcomeOf = ({ expect }: CommandCase): string => ("error" in expect ? expect.error : "succeeds");
for (const [name, cases] of Map.groupBy(commandCases, ({ command }) => command))
  describe(name || "(no name)", () => {
    const { role = "viewer", served = "here" } = commands.find(({ spec }) => spec.name === name)?.spec ?? {};
    for (const one of chosen({ method: "call", of: `command ${served} of ${name.split(".")[0]}` }, cases, outcomeOf))
      it(one.case, async () => {
        const expected = await playCommand(inProcess, one, role);
        const answer = await playCommand(cloud, one, role);
        if (!BY_CHANCE.has(name)) assert.equal(withoutSecrets(answer), withoutSecrets(expected));
      });
  });

it("events come in the same frames, with the same numbers, live and replayed", async () => {
  const heard = await Promise.all(
    [inProcess, cloud].map(async (transport) => {
      const world = await (transport.world?.("home") ?? createWorld("home"));
      const connection = await transport.open(world);
      const headers = credentials("viewer", "bearer");
      const all = await connection.listen!(headers, { op: "subscribe", topics: ["*"] });
      const some = await connection.listen!(headers, {
        op: "subscribe",
        topics: [`device.${DIMMER}.*`],
        classify: true,
      });
      const { listener } = world.main;
      listener.events("HmIP-RF", [
        { address: `${DIMMER}:1`, parameter: "LEVEL", value: 0.25 },
        { address: `${DIMMER}:1`, parameter: "POWER", value: 3 },
      ]);
      await connection.settled!();
      listener.hub({ ...HUB, sysvars: (HUB.sysvars ?? []).slice(1), programs: [] });
      listener.events("BidCos-RF", [{ address: `${CONTACT}:1`, parameter: "STATE", value: false }]);
      listener.interfaces(INTERFACES.map((one) => ({ ...one, connected: false, note: "gone" })));
      listener.removed("BidCos-RF", [CONTACT]);
      await connection.settled!();
      const late = await connection.listen!(headers, { op: "subscribe", topics: ["*"], since: 1 });
      await connection.settled!();
      const heard = { all: [...all], some: [...some], late: [...late] };
      await connection.close();
      await world.stop();
      return heard;
    }),
  );
  const [expected, found] = heard;
  assert.ok((expected?.all.length ?? 0) > 8, `${expected?.all.length} frames`);
  assert.ok(expected?.some.length !== expected?.all.length);
  assert.deepEqual(found, expected);
});

it("leaves out nothing without a case", () => {
  assert.deepEqual([...used].sort(), LEFT_OUT.map(({ reason }) => reason).sort());
});
