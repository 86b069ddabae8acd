/** What a CCU tells about heating groups, read with doubt: numbers as texts, objects where texts were, members without names. */
import { CcuFault, type HeatingGroup, type HeatingGroupMember } from "../../handlers/ports/index.ts";
import { parseJson } from "./json-wire.ts";

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
const isYes = (value: unknown): boolean => value === true || value === "true" || value === 1 || value === "1";

const unreadable = (what: string): CcuFault => new CcuFault("transport", `the CCU told ${what} that cannot be read`);

/** A number, its text, or the address of the group's device (`INT0000007`). */
function idOf(value: unknown): number | undefined {
  const digits = /^(?:INT)?0*(\d{1,9})$/.exec(String(value))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** `{id}` or the text itself. */
const typeOf = (value: unknown): string | undefined => textOf(isObject(value) ? value.id : value);

/** Empty: it is none, or cannot be read. */
function memberOf(value: unknown): HeatingGroupMember[] {
  if (typeof value === "string") return value === "" ? [] : [{ address: value }];
  if (!isObject(value)) return [];
  const address = textOf(value.id) ?? textOf(value.serialNumber) ?? textOf(value.address);
  const type = typeOf(value.memberType) ?? typeOf(value.type);
  return address === undefined ? [] : [{ address, ...(type === undefined ? {} : { type }) }];
}

const membersIn = (value: unknown): HeatingGroupMember[] => (Array.isArray(value) ? value.flatMap(memberOf) : []);
const isNothing = (value: unknown): boolean => value === undefined || value === null || value === "";
/** What is written back without them would put them out of the group. */
const hasUnread = (value: unknown): boolean =>
  Array.isArray(value) ? value.some((one) => !isNothing(one) && memberOf(one).length === 0) : !isNothing(value);

function groupOf(value: unknown): HeatingGroup[] {
  if (!isObject(value)) return [];
  const id = idOf(value.id) ?? idOf(value.groupId);
  if (id === undefined) return [];
  const name = textOf(value.name) ?? textOf(value.groupName) ?? "";
  const deviceName = textOf(value.groupDeviceName);
  const label = isObject(value.groupType) ? textOf(value.groupType.label) : undefined;
  return [
    {
      id,
      name,
      ...(deviceName === undefined ? {} : { deviceName }),
      type: typeOf(value.groupType) ?? textOf(value.groupTypeId) ?? "",
      ...(label === undefined ? {} : { typeLabel: label }),
      forbidSingleOperation: isYes(value.forbidSingleOperation),
      members: membersIn(value.groupMembers),
      ...(hasUnread(value.groupMembers) ? { membersUnread: true } : {}),
    },
  ];
}

/** `CCU.getHeatingGroupList`: the file with the groups as a text, -1 where there is none. @throws CcuFault */
export function groupsOf(answer: unknown): HeatingGroup[] {
  if (answer === -1 || answer === "-1") return [];
  let file: unknown = answer;
  try {
    if (typeof answer === "string") file = parseJson(answer);
  } catch {
    throw unreadable("a list of heating groups");
  }
  const list = Array.isArray(file) ? file : isObject(file) ? file.groups : undefined;
  if (!Array.isArray(list)) throw unreadable("a list of heating groups");
  return list.flatMap(groupOf).sort((a, b) => a.id - b.id);
}

/** @throws CcuFault */
export function membersOf(answer: unknown): { assignable: HeatingGroupMember[]; leftover: HeatingGroupMember[] } {
  if (!isObject(answer) || !Array.isArray(answer.assignableGroupMembers)) throw unreadable("the members of a group");
  return { assignable: membersIn(answer.assignableGroupMembers), leftover: membersIn(answer.leftoverGroupMembers) };
}

/** The types stand in the page that makes a group, nowhere else. @throws CcuFault */
export function typesOf(page: string): { id: string; label?: string }[] {
  const at = page.indexOf("possibleGroupTypes");
  const list = at === -1 ? undefined : jsonListFrom(page, page.indexOf("[", at));
  if (!list) throw unreadable("the kinds of groups");
  return list.flatMap((value) => {
    const id = typeOf(value);
    const label = isObject(value) ? textOf(value.label) : undefined;
    return id === undefined ? [] : [{ id, ...(label === undefined ? {} : { label }) }];
  });
}

/** The JSON list that begins there, in the middle of a page. */
function jsonListFrom(page: string, start: number): unknown[] | undefined {
  if (start === -1) return undefined;
  const rest = page.slice(start);
  let depth = 0;
  // texts are passed over as a whole: brackets in them mean nothing
  for (const { 0: token, index } of rest.matchAll(/"(?:\\.|[^"\\])*"?|[[\]{}]/gs)) {
    if (token === "[" || token === "{") depth++;
    else if (!token.startsWith('"') && --depth === 0) return parsed(rest.slice(0, index + 1));
  }
  return undefined;
}

function parsed(text: string): unknown[] | undefined {
  try {
    const list: unknown = parseJson(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
