/** Promise 5 of the house plan: one home never sees another, whatever it knows of it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { commands } from "../../handlers/api.ts";
import { draftEvent } from "../../handlers/kernel/broadcast.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import { sha256 } from "../../handlers/records/accounts.ts";
import type { Case } from "../conformance/case.ts";
import { commandCases } from "../conformance/cases/commands.ts";
import { requestOf } from "../conformance/play.ts";
import { bases, suites } from "../conformance/suite.ts";
import { CSRF, type World } from "../conformance/world.ts";
import { basic, bearer } from "../support/client.ts";
import { A, type Answered, B, secretOf, startTwoHomes, type TwoHomes } from "./two-homes.ts";

const session = (id: string) => ({
  cookie: `openccu_loom_session=${id}; openccu_loom_csrf=${CSRF}`,
  "x-csrf-token": CSRF,
});

/** Parameters that name a part of a thing, not the thing. */
const STRUCTURE: ReadonlySet<string> = new Set(["no", "key", "param", "day", "slot", "section", "path"]);
/** All that cases need stands in one home here: what there may be only one of, another case has brought. */
async function bring({ given }: Case, world: World): Promise<void> {
  try {
    await given?.(world);
  } catch (error) {
    if (!(error instanceof Refusal && error.status === 409)) throw error;
  }
}
/** The same id, but of nothing anywhere. The `Z` of an instant stays. */
const changed = (value: string): string =>
  value.replace(/[\dA-Za-z](?=Z?[^\dA-Za-z]*$)/, (last) =>
    /\d/.test(last) ? String((Number(last) + 7) % 10) : last === "q" ? "w" : "q",
  );

/** Texts of an answer that nobody in A can know: names, addresses, values of B. */
const strings = (value: unknown): string[] =>
  typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(strings) : [];

/** Not asked, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "PUT /centrals/{name}": "the body repeats the name of the address: another one is another request",
  "POST /centrals": "gives A a CCU, which knows what every CCU of this suite does",
};

describe("two homes on one table", () => {
  let homes: TwoHomes;
  let untouched: string[];
  /** Words that stand in B only. */
  let words: string[];
  const asAlice = () => bearer(homes.people.alice.token);

  before(async () => {
    homes = await startTwoHomes();
    const { worlds } = homes;
    for (const base of bases.values()) await bring(base, worlds.b);
    const everything = [...(await worlds.b.home.devices()), await worlds.b.home.hub("ccu-main")];
    const all = new Set(strings(JSON.parse(JSON.stringify(everything))).filter((text) => text.length > 8));
    const known = JSON.stringify([await worlds.a.home.hub("ccu-attic"), await worlds.a.home.interfaces("ccu-attic")]);
    words = [...all].filter((text) => !known.includes(text));
    // both homes are alive: B answers its own people, and A's relay answers for A
    const own = await homes.ask({ method: "GET", path: "/api/v1/devices", headers: bearer(homes.people.bob.token) });
    assert.equal(own.status, 200, own.text);
    assert.ok(
      words.some((word) => own.text.includes(word)),
      "B has something to tell",
    );
    const path = "/api/v1/service-messages/suppressed";
    const home = await homes.ask({ method: "GET", path, headers: bearer(homes.people.bob.token) });
    assert.ok(home.status < 300, home.text);
    assert.ok(homes.relays.b.asked.length > 0);
    homes.relays.b.asked.length = 0;
    for (const { calls } of worlds.b.ccus) calls.length = 0;
    untouched = await homes.partition(B);
    assert.ok(untouched.length > 20);
  });
  after(() => homes?.stop());

  /** Nothing of B has changed, nobody in B was asked anything. */
  async function isUntouched(): Promise<void> {
    const items = await homes.partition(B);
    // a guess at B's door is B's own news: it stands in B's audit log, and nowhere else
    const guesses = items.filter((item) => item.includes("login_failed"));
    for (const guess of guesses) assert.match(guess, /"pk":\{"S":"home-b#r#audit"\}/);
    const withoutGuesses = (all: readonly string[]) => all.filter((item) => !item.includes("login_failed"));
    assert.deepEqual(withoutGuesses(items), withoutGuesses(untouched));
    assert.deepEqual(homes.relays.b.asked, []);
    // the relay of B itself looks from time to time whether its CCU is there
    for (const { calls } of homes.worlds.b.ccus)
      assert.deepEqual(
        calls.filter(({ method }) => method !== "interfaces"),
        [],
      );
  }
  function tellsNothing(request: unknown, { text }: { text: string }): void {
    const said = decodeURIComponent(JSON.stringify(request).replace(/%(?![\dA-F]{2})/g, "%25"));
    for (const word of words)
      assert.ok(said.includes(word) || !text.includes(word), `tells ${word}: ${text.slice(0, 300)}`);
  }

  it("every operation with the ids of the other home: as if they were of nothing at all", async () => {
    let asked = 0;
    for (const { key, spec } of suites) {
      const base = bases.get(key);
      if (!base || spec.role === "public" || key in LEFT_OUT) continue;
      const request = (params = base.params) => {
        const { headers, body, query, ...rest } = requestOf({ ...base, params, as: "nobody" }, spec.role);
        return {
          ...rest,
          // of the one that tells of what comes, as short as it gets: time does not stand still here
          query: query.replace(/\bseconds=\d+/, "seconds=1"),
          headers: { ...headers, ...asAlice() },
          ...(body ? { body: Buffer.from(body).toString() } : {}),
        };
      };
      const answer = await homes.ask(request());
      asked += 1;
      tellsNothing([request(), key], answer);
      assert.notEqual(answer.status, 500, `${key}: ${answer.text}`);
      if (!base.params) continue;
      const other = Object.fromEntries(
        Object.entries(base.params).map(([name, value]) => [name, STRUCTURE.has(name) ? value : changed(value)]),
      );
      const nothing = await homes.ask(request(other));
      assert.equal(answer.status, nothing.status, `${key}: ${answer.text} ≠ ${nothing.text}`);
      assert.equal(answer.headers["x-problem-code"], nothing.headers["x-problem-code"], key);
      // a problem repeats the address that was asked
      if (spec.method === "GET")
        assert.ok(answer.headers["x-problem-code"] || answer.text === nothing.text, `${key}: ${answer.text}`);
    }
    assert.ok(asked > 80, `${asked} operations`);
    await isUntouched();
  });

  it("every operation with credentials that were carried over: 401, always the same", async () => {
    const { alice, bob } = homes.people;
    const stolen: Record<string, Record<string, string>> = {
      "A's token under B's name": bearer(`${B}.${secretOf("token-of-alice")}`),
      "B's token under A's name": bearer(`${A}.${secretOf("token-of-bob")}`),
      "a token of a home that does not exist": bearer(`home-c.${secretOf("token-of-alice")}`),
      "a token without a home": bearer(secretOf("token-of-alice")),
      "A's session under B's name": session(`${B}.${secretOf("session-of-alice")}`),
      "B's session under A's name": session(`${A}.${secretOf("session-of-bob")}`),
      "A's user at B": basic(`${alice.name}@${B}`, alice.password),
      "B's user at A": basic(`${bob.name}@${A}`, bob.password),
      "A's user at no home": basic(alice.name, alice.password),
    };
    for (const { key, spec } of suites) {
      const base = bases.get(key);
      if (!base || spec.role === "public") continue;
      const { headers, body, ...rest } = requestOf({ ...base, as: "nobody" }, spec.role);
      const answers: Answered[] = await Promise.all(
        Object.values(stolen).map((credentials) =>
          homes.ask({
            ...rest,
            headers: { ...headers, ...credentials },
            ...(body ? { body: Buffer.from(body).toString() } : {}),
          }),
        ),
      );
      for (const [at, answer] of answers.entries()) {
        assert.equal(answer.status, 401, `${key}, ${Object.keys(stolen)[at]}: ${answer.text}`);
        assert.equal(answer.text, answers[0]?.text, `${key}, ${Object.keys(stolen)[at]}`);
      }
    }
    for (const [name, credentials] of Object.entries(stolen))
      assert.equal(await homes.connect(`stolen ${name}`, credentials), undefined, name);
    await isUntouched();
  });

  it("nobody logs in at another home", async () => {
    const { alice, bob } = homes.people;
    const login = (username: string, password: string) =>
      homes.ask({
        method: "POST",
        path: "/api/v1/auth/login",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username, password }),
      });
    for (const [name, password] of [
      [`${alice.name}@${B}`, alice.password],
      [`${bob.name}@${A}`, bob.password],
      [`${alice.name}@home-c`, alice.password],
      [alice.name, alice.password],
    ] as const) {
      const answer = await login(name, password);
      assert.equal(answer.status, 401, `${name}: ${answer.text}`);
    }
    assert.equal((await login(`${alice.name}@${A}`, alice.password)).status, 200);
    await isUntouched();
  });

  it("every command with the ids of the other home", async () => {
    const { store } = homes.cloud.siteOf(A).site;
    let sockets = 0;
    for (const { spec } of commands) {
      const one = commandCases.find(({ command, expect }) => command === spec.name && "data" in expect);
      assert.ok(one, spec.name);
      // a caller of its own each time: their rate is limited
      const token = `${A}.${secretOf(`caller-${++sockets}`)}`;
      const record = { subject: `caller-${sockets}`, role: "admin", created_at: new Date().toISOString() };
      await store.put("token", sha256(token), record);
      const say = await homes.connect(`socket-${sockets}`, bearer(token));
      assert.ok(say, "A's own socket");
      const frame = await say({ op: "call", id: "1", command: spec.name, args: one.args });
      assert.equal(frame.op, "result", JSON.stringify(frame));
      tellsNothing(one.args ?? {}, { text: JSON.stringify(frame) });
      assert.notEqual(frame.error?.code, "internal_error", `${spec.name}: ${frame.error?.message}`);
    }
    assert.ok(sockets > 20);
    await isUntouched();
  });

  it("a socket hears its own home only, and cannot become one of another", async () => {
    const say = await homes.connect("listener", asAlice());
    assert.ok(say);
    assert.equal((await say({ op: "subscribe", topics: ["*"], since: 0 })).op, "replay_done");
    const before = homes.frames.get("listener")?.length;
    const event = { name: "test.happened", topicOf: () => "device.test" } as never;
    const { eventLog, stream } = homes.cloud.siteOf(B);
    await eventLog.append([draftEvent(event, { secret: "of B" }, "change", 0)]);
    await stream().fanOut();
    await homes.cloud.siteOf(A).stream().fanOut();
    assert.equal(homes.frames.get("listener")?.length, before);
    untouched = await homes.partition(B);
    await say({ op: "reauth", token: homes.people.bob.token });
    assert.deepEqual(homes.frames.get("listener")?.at(-1), { op: "reauth_failed" });
    assert.ok(homes.closed.has("listener"));
    await isUntouched();
  });
});
