/**
 * Heating groups by the pages of the WebUI (protocol document, 18; subsystems 4.3). What a page says about a write is not
 * believed: an answer may never come, and a CCU has said "done" while it left a member out. The list of groups tells.
 */
import {
  CcuFault,
  type CcuGroups,
  type Clock,
  type Deadline,
  expiredFault,
  type HeatingGroup,
  type HeatingGroupDefinition,
  type HeatingGroupMember,
} from "../../handlers/ports/index.ts";
import { toCcuFault } from "./faults.ts";
import { groupsOf, membersOf, typesOf } from "./heating-groups-read.ts";
import type { JsonCall } from "./json-client.ts";
import { parseJson } from "./json-wire.ts";
import type { WebSession } from "./jsonrpc.ts";
import { label } from "./rega/script.ts";
import { SessionOver, type WebPages } from "./web-pages.ts";

const PAGES = "/pages/jpages/group/";
/** The page that makes a group: no JSON, but a page for people. */
const CREATE = "create";
/** What the pages take: JSON, under this name (subsystems 4.3). */
const BODY_TYPE = "application/x-www-form-urlencoded";
/** The answer to a save may never arrive: waited for so long, milliseconds, before the list is asked. */
export const SAVE_ANSWER_MS = 4_000;
/** Milliseconds between looks at the list, and how long they go on: whoever asked waits 28 s at most. */
export const LOOK_MS = 1_000;
export const LOOKS_MS = 16_000;
/** Pages that change something. Of a session that is over they say so in JSON. */
const ACTS: ReadonlySet<string> = new Set(["save", "delete"]);
/** `errorCode` of a session that is over, with HTTP 200. */
const SESSION_OVER = "42";

export interface HeatingGroupsOptions {
  pages: WebPages;
  call: JsonCall;
  clock: Clock;
  /** The logic layer's id of a device or channel. */
  idOf: (address: string) => number | undefined;
}

export function createHeatingGroups({ pages, call, clock, idOf }: HeatingGroupsOptions): CcuGroups {
  const heatingGroups = async (): Promise<HeatingGroup[]> => groupsOf(await call("CCU.getHeatingGroupList", {}));

  /** A page that reads, or a step of a write: what it answers, with the content as a value where it is JSON. */
  async function ask(session: WebSession, page: string, body: object, idleMs?: number): Promise<unknown> {
    const text = await pages.text(session, {
      path: PAGES + page,
      body: Buffer.from(JSON.stringify(body)),
      type: BODY_TYPE,
      ...(idleMs === undefined ? {} : { idleMs }),
    });
    return readContent(text, page);
  }

  const createPage = async (session: WebSession): Promise<string> => {
    const text = await pages.text(session, { path: PAGES + CREATE });
    const content = readContent(text, CREATE);
    return typeof content === "string" ? content : text;
  };

  const suitable = (session: WebSession, type: string) =>
    ask(session, "suitableGroupMembers", { groupTypeId: type }).then(membersOf);

  /** Looks at the list until it shows what is wanted. @returns the last list, and whether it does */
  async function look(
    wanted: (groups: readonly HeatingGroup[]) => boolean,
  ): Promise<readonly HeatingGroup[] | undefined> {
    const end = clock.now() + LOOKS_MS;
    for (;;) {
      const groups = await heatingGroups();
      if (wanted(groups)) return groups;
      if (clock.now() + LOOK_MS > end) return undefined;
      await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve));
    }
  }

  /** Tells the CCU of each device whether it is in a group (subsystems 4.3, step 4). */
  async function mark(addresses: Iterable<string>, inGroup: boolean, single: boolean, by: Deadline): Promise<void> {
    for (const device of new Set([...addresses].map(deviceOf))) {
      await call("Interface.setMetadata", { objectId: device, dataId: "inHeatingGroup", value: String(inGroup) }, by);
      const id = idOf(device);
      if (id !== undefined) await call("Device.setOperateGroupOnly", { id: String(id), mode: String(single) }, by);
    }
  }

  async function save(wanted: HeatingGroupDefinition, before: HeatingGroup | undefined, by: Deadline): Promise<void> {
    const body = {
      groupName: escaped(wanted.name),
      groupTypeId: wanted.type,
      forbidSingleOperation: wanted.forbidSingleOperation,
      assignedDevicesIds: JSON.stringify(wanted.members),
      isNewGroup: before === undefined,
      groupDeviceName: escaped(before?.deviceName ?? wanted.name),
      ...(before === undefined ? {} : { groupId: before.id }),
    };
    await pages.withSession(async (session) => {
      // allocates the draft that `save` works on, else that would hang
      if (before === undefined) await createPage(session);
      else await ask(session, "edit", { groupId: before.id, groupDeviceName: body.groupDeviceName });
      if (clock.now() > by) throw expiredFault();
      await unlessSilent(ask(session, "save", body, SAVE_ANSWER_MS));
    });
  }

  /** Saves, and looks whether the list shows it: what the page says is not believed. Never rejects. */
  async function saved(
    wanted: HeatingGroupDefinition,
    before: HeatingGroup | undefined,
    ours: (group: HeatingGroup) => boolean,
    by: Deadline,
  ): Promise<{ found: HeatingGroup | undefined; fault: unknown }> {
    let found: HeatingGroup | undefined;
    let fault: unknown;
    try {
      await save(wanted, before, by);
    } catch (error) {
      fault = error;
    }
    // what was refused was not begun: nothing will show up
    if (fault instanceof CcuFault && fault.class !== "transport") return { found, fault };
    const seen = (groups: readonly HeatingGroup[]): boolean => {
      found = groups.find(ours);
      return isAsWanted(found, wanted);
    };
    await look(seen).catch((error: unknown) => {
      fault ??= error;
    });
    return { found, fault };
  }

  async function saveHeatingGroup(wanted: HeatingGroupDefinition, by: Deadline): Promise<HeatingGroup> {
    label(wanted.name);
    const known = await heatingGroups();
    const before = wanted.id === undefined ? undefined : known.find(({ id }) => id === wanted.id);
    if (wanted.id !== undefined && before === undefined) throw new CcuFault("permanent", `no group ${wanted.id}`);
    const old = before?.members.map(({ address }) => address) ?? [];
    const added = wanted.members.filter((one) => !old.some((address) => deviceOf(address) === deviceOf(one)));
    const freed = old.filter((one) => !wanted.members.some((address) => deviceOf(address) === deviceOf(one)));
    /** The marks say what is so, as far as the CCU takes them. */
    const unmark = async () => {
      await mark(added, false, false, Number.POSITIVE_INFINITY).catch(() => undefined);
      await mark(freed, true, before?.forbidSingleOperation === true, Number.POSITIVE_INFINITY).catch(() => undefined);
    };
    try {
      await mark(wanted.members, true, wanted.forbidSingleOperation, by);
      await mark(freed, false, false, by);
    } catch (error) {
      await unmark();
      throw error;
    }
    const ours = ownGroup(wanted, new Set(known.map(({ id }) => id)));
    const { found, fault } = await saved(wanted, before, ours, by);
    if (!found || (fault !== undefined && !isAsWanted(found, wanted))) {
      await unmark();
      throw fault ?? new CcuFault("transport", `the group ${wanted.name} was saved, but the CCU does not list it`);
    }
    const kept = new Set(found.members.map(({ address }) => deviceOf(address)));
    await mark(
      wanted.members.filter((one) => !kept.has(deviceOf(one))),
      false,
      false,
      Number.POSITIVE_INFINITY,
    );
    return found;
  }

  return {
    heatingGroups,
    heatingGroupTypes: () => pages.withSession(async (session) => typesOf(await createPage(session))),
    heatingGroupCandidates: (type) => pages.withSession((session) => suitable(session, type)),
    saveHeatingGroup,
    async deleteHeatingGroup(id, by) {
      const group = (await heatingGroups()).find((one) => one.id === id);
      if (!group) throw new CcuFault("permanent", `no group ${id}`);
      await pages.withSession(async (session) => {
        if (clock.now() > by) throw expiredFault();
        await unlessSilent(ask(session, "delete", { groupId: id }, SAVE_ANSWER_MS));
      });
      const gone = await look((groups) => !groups.some((one) => one.id === id));
      if (!gone) throw new CcuFault("permanent", `the CCU still lists the group ${group.name}`);
      const members = group.members.map(({ address }: HeatingGroupMember) => address);
      await mark(members, false, false, Number.POSITIVE_INFINITY).catch(() => undefined);
    },
  };
}

const deviceOf = (address: string): string => address.split(":")[0] as string;

/** Which of the listed groups is the one that was saved: a new one is the one that was not there before. */
const ownGroup =
  (wanted: HeatingGroupDefinition, known: ReadonlySet<number>) =>
  (group: HeatingGroup): boolean =>
    wanted.id === undefined ? group.name === wanted.name && !known.has(group.id) : group.id === wanted.id;

/** Members aside: the list may show the group before its members, so they are waited for, too. */
function isAsWanted(group: HeatingGroup | undefined, wanted: HeatingGroupDefinition): boolean {
  if (!group || group.name !== wanted.name || group.forbidSingleOperation !== wanted.forbidSingleOperation)
    return false;
  const has = new Set(group.members.map(({ address }) => deviceOf(address)));
  const wants = new Set(wanted.members.map(deviceOf));
  return has.size === wants.size && [...wants].every((one) => has.has(one));
}

/** Whether it was done is seen elsewhere. */
async function unlessSilent(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CcuFault && error.class === "transport") return;
    throw error;
  }
}

/** As `escape()` of JavaScript writes it: ISO-8859-1 in percent. @throws never for what `label` lets through */
export const escaped = (text: string): string =>
  text
    .normalize("NFC")
    .replace(
      /[^A-Za-z0-9@*_+\-./]/g,
      (c) => `%${(c.codePointAt(0) as number).toString(16).toUpperCase().padStart(2, "0")}`,
    );

/** What cannot be read is a fault of the way. */
function readContent(text: string, page: string): unknown {
  try {
    return contentOf(text, page);
  } catch (error) {
    throw error instanceof SessionOver ? error : toCcuFault(error, PAGES + page);
  }
}

/** `{isSuccessful, errorCode, content}`, or the page itself. @throws SessionOver, CcuFault */
function contentOf(text: string, page: string): unknown {
  if (!/^\s*[{[]/.test(text)) {
    // a login page in the place of the answer: whoever is logged in gets JSON from everything but `create`
    if (page === CREATE && text.includes("possibleGroupTypes")) return text;
    const what = `the CCU shows another page than ${PAGES}${page}`;
    // such an answer does not say that nothing was done: it must not be done once more
    throw ACTS.has(page) ? new CcuFault("transport", what) : new SessionOver(what);
  }
  const answer = parseJson(text);
  if (typeof answer !== "object" || answer === null || !("isSuccessful" in answer)) return answer;
  const { isSuccessful, errorCode, content } = answer as Record<string, unknown>;
  if (String(errorCode) === SESSION_OVER) throw new SessionOver("the CCU has ended the session");
  if (isSuccessful !== true && isSuccessful !== "true")
    throw new CcuFault(
      "permanent",
      `${PAGES}${page}: the CCU refuses (${String(errorCode ?? "") || "no reason given"})`,
    );
  if (typeof content !== "string" || !/^\s*[{[]/.test(content)) return content;
  return parseJson(content);
}
