/** Heating groups page by page: what is asked, what is believed, and how the members are marked when it goes wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createBackup } from "../../../adapters/ccu/backups.ts";
import { createHeatingGroups, LOOK_MS, LOOKS_MS, SAVE_ANSWER_MS } from "../../../adapters/ccu/heating-groups.ts";
import { groupsOf, membersOf, typesOf } from "../../../adapters/ccu/heating-groups-read.ts";
import { type PageRequest, SessionOver, type WebPages } from "../../../adapters/ccu/web-pages.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import type { CcuFault, HeatingGroup } from "../../../handlers/ports/index.ts";
import { fault, settle, UNTIL } from "./fake-wire.ts";

const done = (content: unknown = "") => JSON.stringify({ isSuccessful: true, content });
const LOGIN = "<html>please log in</html>";

/** @param groups that the CCU lists; a save changes nothing here unless `saved` does */
function bench(groups: Partial<HeatingGroup>[] = []) {
  const clock = createManualClock(1_000);
  const marks: string[] = [];
  const asked: { page: string; body: Record<string, unknown>; idleMs: number | undefined }[] = [];
  const state = {
    groups: groups.map((one) => ({ id: 1, name: "G", groupType: "T", ...one }) as Record<string, unknown>),
    answers: { create: "possibleGroupTypes = []" } as Record<string, string | Error>,
    saved: (() => {}) as (body: Record<string, unknown>) => void,
    markFails: undefined as ((mark: string) => boolean) | undefined,
    listFails: false,
  };
  const pages = {
    withSession: (act: (session: object) => unknown) => act({}),
    async text(_: object, { path, body, idleMs }: PageRequest) {
      const page = path.slice("/pages/jpages/group/".length);
      const told = body ? JSON.parse(Buffer.from(body as Uint8Array).toString("latin1")) : {};
      asked.push({ page, body: told, idleMs });
      const answer = state.answers[page] ?? done();
      if (answer instanceof Error) throw answer;
      if (page === "save") state.saved(told);
      return answer;
    },
  };
  const call = async (method: string, params: Record<string, string>) => {
    if (method === "CCU.getHeatingGroupList") {
      if (state.listFails) throw fault("transport");
      return { groups: state.groups.map(({ members, ...one }) => ({ ...one, groupMembers: members ?? [] })) };
    }
    const mark =
      method === "Interface.setMetadata" ? `${params.objectId} ${params.value}` : `#${params.id} ${params.mode}`;
    if (state.markFails?.(mark)) throw fault("permanent");
    marks.push(mark);
    return true;
  };
  const made = createHeatingGroups({
    ...{ pages: pages as unknown as WebPages, clock },
    call: call as never,
    idOf: (address) => (address === "A" ? 7 : undefined),
  });
  /** What comes of it while time goes on. */
  const outcome = async <T>(work: Promise<T>): Promise<T | CcuFault> => {
    let isOver = false;
    const result = work
      .catch((error: CcuFault) => error)
      .finally(() => {
        isOver = true;
      });
    for (let n = 0; n < 60 && !isOver; n += 1) {
      await settle();
      await settle();
      if (!isOver) clock.advance(LOOK_MS / 2);
    }
    assert.ok(isOver, "it hangs");
    return result;
  };
  return { made, state, clock, marks: () => marks.splice(0), asked: () => asked.splice(0), outcome };
}
const wanted = (part: object = {}) => ({
  name: "New",
  type: "T",
  forbidSingleOperation: false,
  members: ["A", "B:1"],
  ...part,
});
const LATE = 1e9;

test("a new group: its draft, the group, and a mark at each of its devices", async () => {
  const { made, state, marks, asked, outcome, clock } = bench();
  state.saved = () => {
    state.groups = [{ id: 5, name: "New", groupType: "T", members: ["A", "B:1"] }];
  };
  const begun = clock.now();
  const group = (await outcome(made.saveHeatingGroup(wanted(), LATE))) as HeatingGroup;
  assert.equal(group.id, 5);
  const [draft, save, ...more] = asked();
  assert.deepEqual([draft?.page, save?.page, more.length], ["create", "save", 0]);
  assert.deepEqual([draft?.idleMs, save?.idleMs], [undefined, SAVE_ANSWER_MS], "a save may never be answered");
  assert.ok(clock.now() - begun < LOOKS_MS, "no longer than until the list shows it");
  assert.partialDeepStrictEqual(save?.body, { isNewGroup: true });
  assert.equal("groupId" in (save?.body ?? {}), false);
  assert.deepEqual(marks(), ["A true", "#7 false", "B true"]);
});

test("a group that changes: who leaves it is free, who stays is not touched by what goes wrong", async () => {
  const before = { id: 3, name: "Old", groupDeviceName: "Own name", members: ["A", "C:1"] as never };
  const { made, state, marks, asked, outcome } = bench([before]);
  state.saved = () => {
    state.groups = [{ ...state.groups[0], name: "New", members: ["A", "B:1"] }];
  };
  const definition = wanted({ id: 3 });
  assert.equal(((await outcome(made.saveHeatingGroup(definition, LATE))) as HeatingGroup).name, "New");
  assert.partialDeepStrictEqual(asked()[1]?.body, { isNewGroup: false, groupId: 3, groupDeviceName: "Own%20name" });
  assert.deepEqual(marks(), ["A true", "#7 false", "B true", "C false"]);
  // refused: who came goes, who was to leave is back
  const { made: again, state: ill, marks: marked, outcome: of } = bench([before]);
  ill.answers.save = JSON.stringify({ isSuccessful: false, errorCode: "13" });
  const refused = (await of(again.saveHeatingGroup(definition, LATE))) as CcuFault;
  assert.deepEqual([refused.class, /save: the CCU refuses \(13\)/.test(refused.message)], ["permanent", true]);
  assert.deepEqual(marked(), ["A true", "#7 false", "B true", "C false", "B false", "C true"]);
});

test("a mark that fails ends it before anything is saved, and takes the marks back", async () => {
  const { made, state, marks, asked, outcome } = bench();
  state.markFails = (mark) => mark === "B true";
  assert.equal(((await outcome(made.saveHeatingGroup(wanted(), LATE))) as CcuFault).class, "permanent");
  assert.deepEqual(marks(), ["A true", "#7 false", "A false", "#7 false", "B false"]);
  assert.deepEqual(asked(), []);
});

test("whoever the CCU left out is marked as free, and the group is what the list shows", async () => {
  const { made, state, marks, outcome } = bench();
  state.saved = () => {
    state.groups = [{ id: 5, name: "New", groupType: "T", members: ["A"] }];
  };
  const group = (await outcome(made.saveHeatingGroup(wanted(), LATE))) as HeatingGroup;
  assert.deepEqual(
    group.members.map(({ address }) => address),
    ["A"],
  );
  assert.equal(marks().at(-1), "B false");
});

test("whoever leaves a group may be operated by itself again, and not after a save that was refused", async () => {
  const before = { id: 3, name: "Old", forbidSingleOperation: true, members: ["A", "NEQ0000001:1"] as never };
  const definition = wanted({ id: 3, name: "Old", members: ["NEQ0000001:2"] });
  const { made, state, marks, outcome } = bench([before]);
  state.saved = () => {
    state.groups = [{ ...state.groups[0], forbidSingleOperation: false, members: ["NEQ0000001:1"] }];
  };
  assert.equal(((await outcome(made.saveHeatingGroup(definition, LATE))) as HeatingGroup).id, 3);
  assert.deepEqual(marks(), ["NEQ0000001 true", "A false", "#7 false"]);
  const { made: again, state: ill, marks: marked, outcome: of } = bench([before]);
  ill.answers.save = JSON.stringify({ isSuccessful: false });
  assert.equal(((await of(again.saveHeatingGroup(definition, LATE))) as CcuFault).class, "permanent");
  assert.deepEqual(marked().slice(3), ["A true", "#7 true"]);
});

test("a new group is the one of its name that was not there before, and whoever it was made without is free", async () => {
  const { made, state, marks, outcome } = bench([{ id: 2, name: "New" }]);
  state.saved = () => {
    const others = [...state.groups, { id: 4, name: "Else", groupType: "T" }];
    state.groups = [...others, { id: 5, name: "New", groupType: "T", members: ["B:1"] }];
  };
  const group = (await outcome(made.saveHeatingGroup(wanted(), LATE))) as HeatingGroup;
  assert.equal(group.id, 5);
  assert.deepEqual(marks().slice(-2), ["A false", "#7 false"]);
});

test("a save that is not answered is believed as far as the list shows it; else it is the fault that is told", async () => {
  const silent = fault("transport");
  const { made, state, outcome } = bench();
  state.answers.save = silent;
  const missing = (await outcome(made.saveHeatingGroup(wanted(), LATE))) as CcuFault;
  assert.deepEqual([missing.class, /does not list it/.test(missing.message)], ["transport", true]);
  state.groups = [{ id: 4, name: "Else", groupType: "T", members: ["A", "B:1"] }];
  state.answers.edit = silent;
  const unopened = (await outcome(made.saveHeatingGroup(wanted({ id: 4 }), LATE))) as CcuFault;
  assert.equal(unopened, silent, "it shows the group, but not as it was wanted");
  state.groups = [{ id: 4, name: "New", groupType: "T", members: ["A", "B:1"] }];
  assert.equal(((await outcome(made.saveHeatingGroup(wanted({ id: 4 }), LATE))) as HeatingGroup).id, 4);
});

test("a list that fails afterwards is told as the reason", async () => {
  const { made, state, outcome, marks } = bench();
  state.saved = () => {
    state.listFails = true;
  };
  const told = (await outcome(made.saveHeatingGroup(wanted(), LATE))) as CcuFault;
  assert.deepEqual([told.class, told.message], ["transport", "no"]);
  assert.deepEqual(marks().slice(-2), ["#7 false", "B false"]);
});

test("what is late, or not there, is not begun", async () => {
  const { made, asked, outcome, clock } = bench();
  const late = (await outcome(made.saveHeatingGroup(wanted(), clock.now() - 1))) as CcuFault;
  assert.equal(late.class, "transport");
  assert.deepEqual(
    asked().map(({ page }) => page),
    ["create"],
  );
  for (const begin of [() => made.saveHeatingGroup(wanted({ id: 9 }), UNTIL), () => made.deleteHeatingGroup(9, UNTIL)])
    assert.deepEqual([((await outcome<unknown>(begin())) as CcuFault).class, asked()], ["permanent", []]);
  const one = bench([{ id: 2 }]);
  const pagesOf = async (work: Promise<unknown>) => {
    const { class: of } = (await one.outcome(work)) as CcuFault;
    return [of, ...one.asked().map(({ page }) => page)];
  };
  assert.deepEqual(await pagesOf(one.made.deleteHeatingGroup(2, one.clock.now() - 1)), ["transport"]);
  // until its deadline it is; here it comes to nothing
  assert.deepEqual(await pagesOf(one.made.deleteHeatingGroup(2, one.clock.now())), ["permanent", "delete"]);
  assert.deepEqual(await pagesOf(one.made.saveHeatingGroup(wanted(), one.clock.now())), [
    "transport",
    "create",
    "save",
  ]);
});

test("a group that is deleted is looked for until it is gone, so long and no longer", async () => {
  const { made, state, marks, outcome, clock } = bench([{ id: 2, members: ["A"] as never }]);
  const begun = clock.now();
  const still = (await outcome(made.deleteHeatingGroup(2, LATE))) as CcuFault;
  assert.match(still.message, /still lists/);
  assert.equal(clock.now() - begun, LOOKS_MS, "the last look is at the end");
  assert.deepEqual(marks(), []);
  state.answers.delete = fault("transport");
  const work = made.deleteHeatingGroup(2, LATE);
  await settle();
  state.groups = [];
  await outcome(work);
  assert.deepEqual(marks(), ["A false", "#7 false"]);
});

test("what a page answers: its content, JSON in it too; another page is the end of the session, or of what acts", async () => {
  const { made, state } = bench();
  const candidates = async (answer: string) => {
    state.answers.suitableGroupMembers = answer;
    return (await made.heatingGroupCandidates("T")).assignable.map(({ address }) => address);
  };
  const members = { assignableGroupMembers: ["A"], leftoverGroupMembers: [] };
  assert.deepEqual(await candidates(done(members)), ["A"]);
  assert.deepEqual(await candidates(done(JSON.stringify(members))), ["A"]);
  assert.deepEqual(await candidates(JSON.stringify(members)), ["A"]);
  assert.deepEqual(await candidates(JSON.stringify({ isSuccessful: "true", content: members })), ["A"]);
  await assert.rejects(candidates(done("no JSON")), { class: "transport" });
  await assert.rejects(candidates(LOGIN), SessionOver);
  await assert.rejects(candidates(JSON.stringify({ isSuccessful: false, errorCode: 42 })), SessionOver);
  await assert.rejects(candidates(JSON.stringify({ isSuccessful: false })), {
    class: "permanent",
    message: /no reason given/,
  });
  await assert.rejects(candidates("{ cut off"), { class: "transport" });
  state.answers.create = 'x possibleGroupTypes = [{"id":"a\\"]","label":"A"}, {"id":"b"}, 7]; more';
  assert.deepEqual(await made.heatingGroupTypes(), [{ id: 'a"]', label: "A" }, { id: "b" }, { id: "7" }]);
  state.answers.create = done('possibleGroupTypes = [{"id":"c"}];');
  assert.deepEqual(await made.heatingGroupTypes(), [{ id: "c" }]);
  state.answers.create = LOGIN;
  await assert.rejects(made.heatingGroupTypes(), SessionOver);
});

test("what is told of groups is read with doubt, one by one", () => {
  assert.deepEqual([groupsOf(-1), groupsOf("-1"), groupsOf("[]")], [[], [], []]);
  for (const none of ["{", {}, 7, null]) assert.throws(() => groupsOf(none), { class: "transport" });
  const plain = { name: "", type: "", forbidSingleOperation: false, members: [] };
  assert.deepEqual(groupsOf([{ id: "INT0000007" }, { groupId: "3" }, { name: "no id" }, "x", null, { id: "x" }]), [
    { id: 3, ...plain },
    { id: 7, ...plain },
  ]);
  const full = {
    ...{ id: 1, groupName: "N", groupDeviceName: "D", groupType: { id: "T", label: "L" } },
    groupMembers: ["A", { id: "B", memberType: { id: "M" } }, { serialNumber: "C" }, { address: 5, type: "X" }, "", {}],
  };
  for (const [yes, forbids] of [
    [true, true],
    ["true", true],
    [1, true],
    ["1", true],
    [false, false],
    ["no", false],
    [0, false],
  ] as const)
    assert.deepEqual(groupsOf({ groups: [{ ...full, forbidSingleOperation: yes }] }), [
      {
        ...{ id: 1, name: "N", deviceName: "D", type: "T", typeLabel: "L", forbidSingleOperation: forbids },
        members: [{ address: "A" }, { address: "B", type: "M" }, { address: "C" }, { address: "5", type: "X" }],
        membersUnread: true,
      },
    ]);
  assert.throws(() => membersOf({}), { class: "transport" });
  assert.deepEqual(membersOf({ assignableGroupMembers: ["A"] }), { assignable: [{ address: "A" }], leftover: [] });
  const types = String.raw`<script>var possibleGroupTypes = [{"id":"a","label":"]} \"{[ "},"b",{"label":"none"},[1]]; x = ["`;
  assert.deepEqual(typesOf(types), [{ id: "a", label: ']} "{[ ' }, { id: "b" }]);
  for (const page of ["", "possibleGroupTypes", "possibleGroupTypes = [1, 2", "possibleGroupTypes = [}"])
    assert.throws(() => typesOf(page), { class: "transport" }, page);
});

test("a backup begins with its first block, however long the CCU takes for the next one", async () => {
  const block = Buffer.alloc(512);
  // the sum of an empty block: its own eight characters as blanks
  block.write("000400", 148);
  const body = (async function* () {
    yield block;
    await new Promise(() => undefined);
  })();
  const pages = {
    withSession: (act: (session: object) => unknown) => act({}),
    page: async () => ({ status: 200, type: "", body, drop: () => assert.fail("it is one") }),
  };
  const backup = await createBackup(pages as unknown as WebPages);
  const first = await backup[Symbol.asyncIterator]().next();
  assert.deepEqual(first, { done: false, value: block });
});

test("a backup that is none says why: refused, ill, empty, or something else", async () => {
  for (const [status, type, content, message, isOver] of [
    [401, "", "", /HTTP 401/, true],
    [403, "", "", /HTTP 403/, true],
    [500, "", "", /HTTP 500/, false],
    [200, "text/html", "", /nothing instead/, true],
    [200, "text/html", "<html>", /text\/html that is no archive/, true],
    [200, "", "<html>", /something that is no archive/, true],
  ] as const) {
    let dropped = 0;
    const body = (async function* () {
      if (content !== "") yield Buffer.from(content);
    })();
    const pages = {
      withSession: (act: (session: object) => unknown) => act({}),
      page: async () => ({ status, type, body, drop: () => void dropped++ }),
    };
    await assert.rejects(createBackup(pages as unknown as WebPages), (error: Error) => {
      assert.match(error.message, message);
      assert.equal(error instanceof SessionOver, isOver, String(status));
      return true;
    });
    assert.equal(dropped, 1);
  }
});
