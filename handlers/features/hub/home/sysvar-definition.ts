/** What a client may say about a system variable, beside its value: checked before the CCU is asked. */
import { type FieldError, unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId } from "../../../model/device-id.ts";
import { shownSysvarName } from "../../../model/hub-objects.ts";
import { numberOf } from "../../../model/sysvar-value.ts";
import type { Hub } from "../../../model/types.ts";
import type { HubSysvar, SysvarChange, SysvarDefinition } from "../../../ports/index.ts";
import type { SysvarCreateRequest, SysvarPatchRequest } from "../schemas/sysvars.ts";

type SysvarType = HubSysvar["type"];

/** The contract's words for the CCU's types. */
const TYPE: Record<SysvarCreateRequest["value_type"], SysvarType> = {
  BOOL: "LOGIC",
  INTEGER: "INTEGER",
  FLOAT: "FLOAT",
  STRING: "STRING",
  ENUM: "LIST",
  ALARM: "ALARM",
};
const NUMERIC: ReadonlySet<SysvarType> = new Set<SysvarType>(["NUMBER", "FLOAT", "INTEGER"]);
const BINARY: ReadonlySet<SysvarType> = new Set<SysvarType>(["LOGIC", "ALARM"]);
/** The CCU separates the labels of a list with it. */
const LABEL_SEPARATOR = ";";
const CONTROL = /\p{Cc}/u;

type Said = Pick<
  SysvarPatchRequest,
  "min" | "max" | "value_list" | "value_name_0" | "value_name_1" | "name" | "channel_address"
>;

const nameFault = (name: string, hub: Hub, own?: HubSysvar): string | undefined => {
  if (name.trim() === "") return "is empty";
  if (CONTROL.test(name)) return "has control characters";
  const taken = hub.sysvars.some((s) => s !== own && (s.name === name || shownSysvarName(s.name) === name));
  return taken ? "is taken by another variable" : undefined;
};

function rangeFaults(said: Said, type: SysvarType, own: Partial<HubSysvar>): FieldError[] {
  const faults: FieldError[] = [];
  const bounds: { min?: number | undefined; max?: number | undefined } = { min: own.min, max: own.max };
  for (const field of ["min", "max"] as const) {
    const text = said[field];
    if (text === undefined) continue;
    const number = numberOf(text);
    if (!NUMERIC.has(type)) faults.push({ field, reason: "only a number has limits" });
    else if (number === undefined) faults.push({ field, reason: "must be a number" });
    else if (type === "INTEGER" && !Number.isInteger(number)) faults.push({ field, reason: "must be a whole number" });
    bounds[field] = number;
  }
  const changed = said.min !== undefined || said.max !== undefined;
  if (changed && faults.length === 0 && bounds.min !== undefined && bounds.max !== undefined && bounds.min > bounds.max)
    faults.push({ field: "min", reason: "is above max", max: bounds.max });
  return faults;
}

function labelFaults(said: Said, type: SysvarType, needed: boolean): FieldError[] {
  const faults: FieldError[] = [];
  const labels = said.value_list;
  if (labels === undefined) {
    if (needed && type === "LIST") faults.push({ field: "value_list", reason: "a list needs labels" });
  } else if (type !== "LIST") faults.push({ field: "value_list", reason: "only a list has labels" });
  else if (labels.length === 0) faults.push({ field: "value_list", reason: "a list needs labels" });
  else
    for (const [at, label] of labels.entries()) {
      const reason =
        label.trim() === ""
          ? "is empty"
          : label.includes(LABEL_SEPARATOR)
            ? `must not contain ${LABEL_SEPARATOR}`
            : labels.indexOf(label) < at
              ? "occurs twice"
              : undefined;
      if (reason) faults.push({ field: `value_list.${at}`, reason });
    }
  for (const field of ["value_name_0", "value_name_1"] as const)
    if (said[field] !== undefined && !BINARY.has(type))
      faults.push({ field, reason: "only a LOGIC or ALARM variable names its two states" });
  return faults;
}

/** An empty address takes the assignment away. */
async function channelFault(
  scope: RequestScope,
  central: string,
  address: string | undefined,
): Promise<string | undefined> {
  if (address === undefined || address === "") return undefined;
  const device = await scope.home.device(deviceId(central, address.split(":", 1)[0] as string));
  const known = device?.channels.some((channel) => channel.address === address);
  return known ? undefined : `no channel ${address} on ${central}`;
}

async function check(scope: RequestScope, hub: Hub, said: Said, type: SysvarType, own?: HubSysvar): Promise<void> {
  const name = said.name === undefined ? undefined : nameFault(said.name, hub, own);
  const channel = await channelFault(scope, hub.central, said.channel_address);
  const errors: FieldError[] = [
    ...(name ? [{ field: "name", reason: name }] : []),
    ...rangeFaults(said, type, own ?? {}),
    ...labelFaults(said, type, own === undefined),
    ...(channel ? [{ field: "channel_address", reason: channel }] : []),
  ];
  const first = errors[0];
  if (first) throw unprocessable(`${first.field}: ${first.reason}`, "Validation failed", errors);
}

const common = (said: SysvarCreateRequest | SysvarPatchRequest): SysvarChange => ({
  ...(said.description === undefined ? {} : { description: said.description }),
  ...(said.unit === undefined ? {} : { unit: said.unit }),
  ...(said.min === undefined ? {} : { min: Number(said.min) }),
  ...(said.max === undefined ? {} : { max: Number(said.max) }),
  ...(said.value_list === undefined ? {} : { valueList: said.value_list }),
  ...(said.value_name_0 === undefined ? {} : { valueName0: said.value_name_0 }),
  ...(said.value_name_1 === undefined ? {} : { valueName1: said.value_name_1 }),
  ...(said.channel_address === undefined ? {} : { channel: said.channel_address }),
});

/** @throws 422 with every field that is wrong. */
export async function newSysvar(scope: RequestScope, hub: Hub, said: SysvarCreateRequest): Promise<SysvarDefinition> {
  const type = TYPE[said.value_type];
  await check(scope, hub, said, type);
  return { ...common(said), name: said.name, type };
}

/** @throws 422 with every field that is wrong, or where nothing is said. */
export async function sysvarChange(
  scope: RequestScope,
  hub: Hub,
  own: HubSysvar,
  said: SysvarPatchRequest,
): Promise<SysvarChange> {
  if (Object.values(said).every((value) => value === undefined))
    throw unprocessable("name at least one member to change", "Nothing to update");
  await check(scope, hub, said, own.type, own);
  return {
    ...common(said),
    ...(said.name === undefined ? {} : { name: said.name }),
    ...(said.is_visible === undefined ? {} : { visible: said.is_visible }),
    ...(said.is_logged === undefined ? {} : { logged: said.is_logged }),
  };
}
