/** Forwarded requests at the relay: one effect, one answer, and an honest one, whatever comes twice, late or at the wrong place. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import type { ApiReply } from "../../handlers/kernel/dispatch.ts";
import { siteId } from "../../handlers/ports/index.ts";
import type { ForwardedLogin } from "../../handlers/relay/home/ccu-login.ts";
import { createClockDifference } from "../../handlers/relay/home/clock-difference.ts";
import {
  createDownlink,
  JOURNAL_KEPT_MS,
  KEPT_REPLY_LIMIT,
  RUNNING_LIMIT,
} from "../../handlers/relay/home/downlink.ts";
import type { ForwardedOptions } from "../../handlers/relay/home/forwarded.ts";
import type { AuditNote } from "../../handlers/relay/protocol/audit-notes.ts";
import { createAssembler, encodeParts } from "../../handlers/relay/protocol/codec.ts";
import { BEGIN_WITHIN_MS, REQUEST_LIMIT_MS, topics } from "../../handlers/relay/protocol/messages.ts";
import { ReplyMessage } from "../../handlers/relay/protocol/reply-message.ts";
import type { RequestMessage } from "../../handlers/relay/protocol/request-message.ts";

const EPOCH = 4;
const SITE = "home-1";
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
/** Marks what lies sealed in the store; nothing here is secret. */
const secrets = {
  token: () => "token",
  seal: (text: string) => `sealed ${text}`,
  open: (text: string) => (text.startsWith("sealed ") ? text.slice("sealed ".length) : null),
};

function start(
  options: {
    epoch?: number;
    store?: ReturnType<typeof storeOf>;
    measured?: boolean;
    isWithoutLate?: true;
    login?: ForwardedLogin;
  } = {},
) {
  const clock = options.store?.clock ?? createManualClock();
  const { store } = options.store ?? storeOf(clock);
  const replies: ReplyMessage[] = [];
  const acted: { what: string; deadline: number | undefined }[] = [];
  const errors: string[] = [];
  const fencedBy: number[] = [];
  const sent: { topic: string; until: number }[] = [];
  const lateNotes: AuditNote[] = [];
  const assembler = createAssembler(ReplyMessage, clock);
  const difference = createClockDifference(clock);
  if (options.measured !== false) difference.measured({ sent: clock.now(), received: clock.now() });
  let answerOf: (options: ForwardedOptions) => ApiReply | Promise<ApiReply> = () => ({ status: 204, headers: {} });
  const note = (message: string) => void errors.push(message);
  const epoch = options.epoch ?? EPOCH;
  const downlink = createDownlink({
    ...{ epoch, topics: topics(SITE), store, secrets, clock, difference },
    log: { debug() {}, info() {}, warn: note, error: note },
    forwarded: {
      async rest({ method, path }, _identity, limits = {}) {
        acted.push({ what: `${method} ${path}`, deadline: limits.deadline });
        return answerOf(limits);
      },
      async command({ name }, _identity, limits = {}) {
        acted.push({ what: name, deadline: limits.deadline });
        return { data: { ran: name } };
      },
    },
    async send(topic, payload, until) {
      sent.push({ topic, until });
      const reply = assembler.take(payload);
      if (reply) replies.push(reply);
    },
    fenced: (by) => void fencedBy.push(by),
    ...(options.login ? { login: options.login } : {}),
    ...(options.isWithoutLate ? {} : { late: async (note: AuditNote) => void lateNotes.push(note) }),
  });
  const message = (id: string, more: Partial<RequestMessage> = {}): RequestMessage => ({
    ...{ id: id.padEnd(16, "-"), epoch, at: clock.now(), deadline: clock.now() + 10_000, requester: "f1" },
    identity: { subject: "anna", role: "operator", scheme: "bearer" },
    rest: { method: "PUT", path: "/lamp", query: "", headers: {} },
    ...more,
  });
  const receive = async (request: RequestMessage) => {
    for (const part of encodeParts(request.id, "1", request)) await downlink.receive(part);
  };
  return {
    ...{ lateNotes, clock, store, downlink, difference, acted, errors, fencedBy, sent, message, receive },
    answer: (with_: typeof answerOf) => {
      answerOf = with_;
    },
    ask: (id: string, more?: Partial<RequestMessage>) => receive(message(id, more)),
    told: () => replies.splice(0),
    outcomes: () => replies.splice(0).map(({ outcome, detail }) => (detail ? `${outcome}: ${detail}` : outcome)),
    done: () => acted.splice(0).map(({ what }) => what),
  };
}
function storeOf(clock: ReturnType<typeof createManualClock>) {
  return { clock, store: createMemoryStore({ clock }).site(siteId(SITE)) };
}
const READ = { rest: { method: "GET", path: "/lamp", query: "", headers: {} } };

test("a request acts, with its deadline in this machine's time, and is answered on the requester's topic", async () => {
  const { ask, told, acted, sent, clock, downlink } = start();
  await ask("a");
  assert.deepEqual(acted, [{ what: "PUT /lamp", deadline: clock.now() + 10_000 }]);
  assert.deepEqual(told(), [
    { id: "a---------------", epoch: EPOCH, at: clock.now(), outcome: "done", rest: { status: 204, headers: {} } },
  ]);
  assert.deepEqual(sent, [{ topic: topics(SITE).reply("f1"), until: clock.now() + 10_000 }]);
  await ask("b", { rest: undefined, command: { name: "lamp.toggle", args: {}, requestId: "r" } });
  assert.deepEqual(
    told().map(({ command }) => command),
    [{ data: { ran: "lamp.toggle" } }],
  );
  assert.deepEqual(downlink.counters(), { done: 2, refused: 0, unknown: 0, repeated: 0, invalid: 0 });
});

test("every kind of body comes back as it is", async () => {
  async function* pieces(...all: (string | Uint8Array)[]) {
    yield* all;
  }
  for (const [body, expected] of [
    [undefined, undefined],
    ["text", { text: "text" }],
    [new Uint8Array([255, 0]), { base64: "/wA=" }],
    [pieces("one ", "two"), { text: "one two" }],
    [pieces(), { text: "" }],
    [pieces(new Uint8Array([255]), new Uint8Array([0])), { base64: "/wA=" }],
    [pieces("a", new Uint8Array([255])), { base64: "Yf8=" }],
    [pieces(new Uint8Array([255]), "a"), { base64: "/2E=" }],
  ] as const) {
    const { ask, told, answer } = start();
    answer(() => ({ status: 200, headers: {}, body }) as ApiReply);
    await ask("a");
    assert.deepEqual(told()[0]?.rest?.body, expected);
  }
});

test("the same again: one effect, the same answer, also after a restart, for as long as the journal is kept", async () => {
  const first = start();
  const request = first.message("a");
  await first.receive(request);
  await first.receive(request);
  assert.deepEqual([first.done(), first.outcomes()], [["PUT /lamp"], ["done", "done"]]);
  assert.equal(first.downlink.counters().repeated, 1);
  const again = start({ store: first });
  await again.receive({ ...request, epoch: EPOCH });
  assert.deepEqual([again.done(), again.outcomes()], [[], ["done"]]);
  first.clock.advance(JOURNAL_KEPT_MS);
  assert.equal(await first.store.get("journal", request.id), undefined);
});

test("the same again while it runs is not answered twice", async () => {
  for (const rest of [READ.rest, { ...READ.rest, method: "PUT" }]) {
    const { receive, message, done, outcomes, answer, downlink } = start();
    const { promise, resolve } = Promise.withResolvers<ApiReply>();
    answer(() => promise);
    const request = message("a", { rest });
    const running = receive(request);
    await settle();
    await receive(request);
    assert.deepEqual([outcomes(), downlink.counters().repeated], [[], 1]);
    resolve({ status: 204, headers: {} });
    await running;
    assert.deepEqual([done().length, outcomes()], [1, ["done"]]);
  }
});

test("what the relay did when it ended is unknown: said so to every copy, never repeated", async () => {
  const first = start();
  first.answer(() => new Promise(() => {}));
  const request = first.message("a");
  void first.receive(request);
  await settle();
  const second = start({ store: first });
  await second.receive(request);
  await second.receive(request);
  const unknown = "unknown: the relay was interrupted while carrying out the request";
  assert.deepEqual([second.done(), second.outcomes()], [[], [unknown, unknown]]);
  assert.equal(second.downlink.counters().unknown, 2);
  const { state } = (await first.store.get<{ state: string }>("journal", request.id))!.value;
  assert.equal(state, "result", "from now on it is known that nothing is known");
});

test("a request whose place in the journal was taken, and whose answer is kept no longer: nothing is done", async () => {
  const { store } = storeOf(createManualClock());
  const { ask, done, outcomes } = start({
    store: {
      clock: createManualClock(),
      store: { ...store, put: async () => undefined, get: async () => undefined } as never,
    },
  });
  await ask("a");
  assert.deepEqual([done(), outcomes()], [[], ["refused: the request has expired"]]);
});

test("late, or meant for an earlier start: nothing is done, now or when a copy comes", async () => {
  const { message, receive, done, outcomes, clock, downlink, difference } = start();
  const late = message("late", { deadline: clock.now() });
  await receive(late);
  await receive({ ...late, deadline: clock.now() + 10_000 });
  const refused = "refused: the request arrived after its deadline";
  assert.deepEqual(outcomes(), [refused, refused], "the answer of the first one counts");
  await receive(message("earlier", { epoch: EPOCH - 1 }));
  assert.deepEqual(outcomes(), ["unknown: the relay was restarted meanwhile"]);
  for (const [id, deadline, outcome] of [
    ["read late", clock.now(), refused],
    ["read in time", clock.now() + 1, "done"],
  ] as const) {
    await receive(message(id, { ...READ, deadline }));
    assert.deepEqual(outcomes(), [outcome]);
  }
  assert.deepEqual(done(), ["GET /lamp"]);
  const { refused: refusals, unknown, repeated } = downlink.counters();
  assert.deepEqual([refusals, unknown, repeated], [3, 1, 1]);
  assert.notEqual(difference.latest(), undefined);
});

test("a deadline that passes while the intent is written: it never begins", async () => {
  const { ask, clock, store, done, outcomes } = start();
  const put = store.put.bind(store);
  store.put = (async (...given: Parameters<typeof put>) => {
    clock.advance(10_000);
    return put(...given);
  }) as typeof store.put;
  await ask("a");
  assert.deepEqual([done(), outcomes()], [[], ["refused: the deadline passed"]]);
});

test("an earlier start's request that is in the journal is answered from there", async () => {
  const first = start();
  const request = first.message("a");
  await first.receive(request);
  const later = start({ store: first, epoch: EPOCH + 1 });
  await later.receive(request);
  assert.deepEqual([later.done(), later.outcomes()], [[], ["done"]]);
});

test("a newer relay's request fences this one, and it acts no more on it", async () => {
  const { ask, fencedBy, done, outcomes } = start();
  await ask("a", { epoch: EPOCH + 1 });
  assert.deepEqual([fencedBy, done(), outcomes()], [[EPOCH + 1], [], []]);
});

test("a clock that was never compared: nothing is done before it is, and that takes one echo", async () => {
  const { message, receive, outcomes, done, clock, downlink } = start({ measured: false });
  const request = message("a");
  await receive(request);
  assert.deepEqual([done(), outcomes()], [[], ["clock"]]);
  await receive({ ...request, echo: { sent: clock.now(), received: clock.now() } });
  assert.deepEqual([done(), outcomes()], [["PUT /lamp"], ["done"]]);
  const { done: count, ...others } = downlink.counters();
  assert.deepEqual([count, others], [1, { refused: 0, unknown: 0, repeated: 0, invalid: 0 }]);
});

test("a message from later than the cloud's clock can be: the clocks are compared anew", async () => {
  const { ask, outcomes, clock } = start();
  await ask("a", { at: clock.now() + 1 });
  assert.deepEqual(outcomes(), ["clock"]);
});

test("a clock that turns out to be wrong while the intent is written: what waits for that is not done any more", async () => {
  const books = storeOf(createManualClock());
  const gate = Promise.withResolvers<void>();
  const put = books.store.put.bind(books.store);
  books.store.put = async (...record: Parameters<typeof put>) => {
    await gate.promise;
    return put(...record);
  };
  const { ask, outcomes, done, clock } = start({ store: books });
  const asked = ask("a");
  await settle();
  await ask("from later", { ...READ, at: clock.now() + 1 });
  assert.deepEqual(outcomes(), ["clock"]);
  gate.resolve();
  await asked;
  assert.deepEqual([done(), outcomes()], [[], ["refused: the deadline passed"]]);
});

test("at most so many act at once; one more is refused and stays refused, reads count as well", async () => {
  const { ask, message, receive, outcomes, answer, done } = start();
  const gate = Promise.withResolvers<ApiReply>();
  answer(() => gate.promise);
  for (let n = 0; n < RUNNING_LIMIT; n += 1) void ask(`${n}`, n === 0 ? READ : {});
  await settle();
  assert.equal(done().length, RUNNING_LIMIT, "at the limit all act");
  const request = message("one more");
  await receive(request);
  await ask("a read", READ);
  const refused = "refused: too many requests are waiting for the home";
  assert.deepEqual(outcomes(), [refused, refused]);
  gate.resolve({ status: 204, headers: {} });
  await settle();
  assert.equal(outcomes().length, RUNNING_LIMIT);
  await receive(request);
  await ask("another");
  assert.deepEqual([outcomes(), done()], [[refused, "done"], ["PUT /lamp"]]);
});

test("reads leave no trace in the journal, and are done anew", async () => {
  const { message, receive, store, done } = start();
  const request = message("a", READ);
  await receive(request);
  await receive(request);
  assert.deepEqual(done(), ["GET /lamp", "GET /lamp"]);
  assert.equal(await store.get("journal", request.id), undefined);
});

test("what is no complete request: a command of nobody, and nothing at all", async () => {
  const { ask, outcomes, downlink } = start();
  await ask("a", { rest: undefined });
  await ask("b", { rest: undefined, identity: null, command: { name: "x", args: {}, requestId: "r" } });
  const refused = "refused: the request is incomplete";
  assert.deepEqual(outcomes(), [refused, refused]);
  await downlink.receive(new TextEncoder().encode("noise"));
  await downlink.receive(new TextEncoder().encode("{}"));
  assert.equal(downlink.counters().invalid, 2);
  assert.deepEqual(outcomes(), []);
});

test("a handler or a store that breaks: no answer, and a copy hears that nothing is known", async () => {
  const { message, receive, outcomes, answer, errors } = start();
  answer(() => Promise.reject(new Error("broken")));
  const request = message("a");
  await receive(request);
  assert.deepEqual([outcomes(), errors.length], [[], 1]);
  await receive(request);
  assert.deepEqual(outcomes(), ["unknown: the relay was interrupted while carrying out the request"]);
});

test("a result that cannot be kept is told all the same", async () => {
  const { message, receive, outcomes, store, errors } = start();
  const put = store.put.bind(store);
  let puts = 0;
  store.put = ((...given: Parameters<typeof put>) =>
    ++puts === 2 ? Promise.reject(new Error("full")) : put(...given)) as typeof store.put;
  const request = message("a");
  await receive(request);
  assert.deepEqual([outcomes(), errors.length], [["done"], 1]);
  await receive(request);
  assert.deepEqual(outcomes(), ["unknown: the relay was interrupted while carrying out the request"]);
});

test("an answer too large to be kept is given once; whoever asks again hears that it was done", async () => {
  const outcome = { outcome: "done", rest: { status: 200, headers: {}, body: { text: "" } } };
  const room = KEPT_REPLY_LIMIT - JSON.stringify(outcome).length;
  for (const [size, again] of [
    [room, "done"],
    [room + 1, "unknown: it was done, but its answer is too large to be repeated"],
  ] as const) {
    const { message, receive, outcomes, answer } = start();
    answer(() => ({ status: 200, headers: {}, body: "x".repeat(size) }));
    const request = message("a");
    await receive(request);
    assert.deepEqual(outcomes(), ["done"]);
    await receive(request);
    assert.deepEqual(outcomes(), [again]);
  }
});

test("what was noted goes along, unless the answer has no room for it", async () => {
  const { ask, told, answer, errors } = start({ isWithoutLate: true });
  const note = (text: string) => ({
    key: "note",
    entry: { timestamp: "2026-01-01T00:00:00.000Z", action: "paramset.put", note: text },
  });
  await ask("none");
  assert.ok(!("audit" in told()[0]!));
  answer(({ noted }) => {
    noted?.(note("short"));
    return { status: 204, headers: {} };
  });
  await ask("one");
  assert.deepEqual(told()[0]?.audit, [note("short")]);
  assert.deepEqual(errors, []);
  answer(({ noted }) => {
    noted?.(note("x".repeat(1_000_001)));
    return { status: 204, headers: {} };
  });
  await ask("large");
  assert.deepEqual([told()[0]?.audit, errors.length], [undefined, 1]);
});

test("what is noted when the answer is out, or finds no room in it, goes another way; each once", async () => {
  const { ask, told, answer, lateNotes, clock } = start();
  const note = (key: string, text = "") => ({
    key,
    entry: { timestamp: "2026-01-01T00:00:00.000Z", action: "paramset.put", note: text },
  });
  let later: ForwardedOptions["noted"];
  answer(({ noted }) => {
    later = noted;
    noted?.(note("in time"));
    return { status: 202, headers: {} };
  });
  await ask("a");
  assert.deepEqual([told()[0]?.audit, lateNotes], [[note("in time")], []]);
  await later?.(note("afterwards"));
  assert.deepEqual(lateNotes.splice(0), [note("afterwards")]);
  answer(({ noted }) => {
    noted?.(note("large", "x".repeat(1_000_001)));
    return { status: 204, headers: {} };
  });
  await ask("b");
  assert.deepEqual([told()[0]?.audit, lateNotes.splice(0).map(({ key }) => key)], [undefined, ["large"]]);
  // it does not fit beside what the answer holds
  answer(({ noted }) => {
    noted?.(note("beside", "x".repeat(900_000)));
    return { status: 200, headers: {}, body: "y".repeat(7_900_000) };
  });
  await ask("c");
  assert.deepEqual([told()[0]?.audit, lateNotes.splice(0).map(({ key }) => key)], [undefined, ["beside"]]);
  // whoever asked has gone: the answer takes it, and nobody may be there
  answer(({ noted }) => {
    noted?.(note("slow"));
    clock.advance(10_000 + REQUEST_LIMIT_MS - BEGIN_WITHIN_MS);
    return { status: 204, headers: {} };
  });
  await ask("d");
  assert.deepEqual([told()[0]?.audit, lateNotes], [[note("slow")], [note("slow")]]);
});

test("a login is judged each time it is asked about, and nothing of it is kept", async () => {
  const logins: string[] = [];
  const login = async ({ username }: { username: string }) => {
    logins.push(username);
    return { refused: "wrong" } as const;
  };
  const { ask, told, store, errors, done } = start({ login });
  const asked = { rest: undefined, login: { username: "otto", password: "canary-of-a-password", network: "n" } };
  await ask("a", asked);
  await ask("a", asked);
  assert.deepEqual(
    told().map(({ outcome, login: answer }) => [outcome, answer]),
    [
      ["done", { refused: "wrong" }],
      ["done", { refused: "wrong" }],
    ],
  );
  assert.deepEqual([logins, (await store.list("journal")).items, errors, done()], [["otto", "otto"], [], [], []]);
  await ask("b", { ...asked, deadline: 0 });
  assert.equal(told()[0]?.outcome, "refused");
  const without = start();
  await without.ask("a", asked);
  assert.deepEqual(without.told()[0]?.login, { refused: "off" });
});

test("an answer that no message can hold: it was done, and that is said", async () => {
  const { ask, outcomes, answer } = start();
  answer(() => ({ status: 200, headers: {}, body: "x".repeat(9_000_000) }));
  await ask("a", READ);
  assert.deepEqual(outcomes(), ["unknown: it was done; its answer is larger than what can be sent through the cloud"]);
});
