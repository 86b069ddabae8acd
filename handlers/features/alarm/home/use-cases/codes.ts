/** Codes are made, changed and removed. A PIN is hashed at once; it is in no answer, log, journal or audit entry. */

import type { Identity } from "../../../../kernel/identity.ts";
import { badRequest, conflict, notFound, unprocessable, unready } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { fieldErrors } from "../../../../kernel/validation.ts";
import type { CodeHashing } from "../../../../ports/code-hashing.ts";
import { type CodeRecord, type NamedCode, readCodeRecord, readCodes } from "../../../../records/alarm-codes.ts";
import { recordAudit } from "../../../../records/audit-log.ts";
import { changeRecord } from "../../../../records/change-record.ts";
import { withMutex } from "../../../shared/keyed-mutex.ts";
import { findDevice } from "../../../shared/lookup.ts";
import { type AlarmCode, type AlarmCodeRequest, KeypadSlotBinding, RemoteKeyBinding } from "../../schemas/codes.ts";
import { CODES_LIMIT, PINS_LIMIT } from "../../schemas/limits.ts";
import { deviceAddressOf } from "../../targets.ts";
import { requireAlarm } from "../running.ts";

const inTurn = <T>(scope: RequestScope, work: () => Promise<T>): Promise<T> =>
  withMutex(scope, "the alarm panel's codes", work);

const noCode = (id: string) => notFound(`no code ${id}`);

/** @throws SwitchedOff; Refusal 503 where codes cannot be hashed here (contract: no code store) */
function requireCodes(scope: RequestScope): CodeHashing {
  requireAlarm(scope);
  if (!scope.codeHashing) throw unready("this program keeps no codes");
  return scope.codeHashing;
}

/** Everything but the hash. Members that say nothing are left out. */
const answerOf = ({
  id,
  hash: _hash,
  duress,
  zones,
  valid_from_ms,
  valid_until_ms,
  binding,
  ...code
}: NamedCode): AlarmCode => ({
  ...{ id, ...code },
  ...(duress && { duress }),
  ...(zones.length > 0 && { zones }),
  ...(binding !== undefined && { binding }),
  ...(valid_from_ms > 0 && { valid_from_ms }),
  ...(valid_until_ms > 0 && { valid_until_ms }),
});

/** By name. @throws SwitchedOff; Refusal 503 */
export async function listCodes(scope: RequestScope): Promise<AlarmCode[]> {
  requireCodes(scope);
  return (await readCodes(scope.store)).codes.map(answerOf);
}

/** @throws SwitchedOff; Refusal 404, 503 */
export async function readCode(scope: RequestScope, id: string): Promise<AlarmCode> {
  requireCodes(scope);
  const code = readCodeRecord((await scope.store.get("alarm-code", id))?.value);
  if (!code) throw noCode(id);
  return answerOf({ id, ...code });
}

/** The binding that the kind needs. @throws Refusal 422 for anything that is none */
function bindingOf({ kind, binding }: AlarmCodeRequest): unknown {
  if (kind === "pin") return undefined;
  const schema = kind === "keypad_slot" ? KeypadSlotBinding : RemoteKeyBinding;
  const parsed = schema.safeParse(binding ?? {});
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error).map(({ field, ...rest }) => ({ field: `binding.${field ?? ""}`, ...rest }));
  throw unprocessable(`${errors[0]?.field}: ${errors[0]?.reason}`, "Invalid binding", errors);
}

/**
 * The binding with its CCU: remotes and keypads of two CCUs may have one address (HmIP-RCV-1), and the key of the one is not
 * that of the other. A device that is not known yet may come to any of them.
 * @throws Refusal 400 for a CCU that does not exist, and where several have the device and none is named
 */
async function placed(scope: RequestScope, binding: unknown): Promise<unknown> {
  if (binding === undefined) return undefined;
  const found = binding as KeypadSlotBinding | RemoteKeyBinding;
  const address = "slot" in found ? found.device_address : deviceAddressOf(found.channel_address);
  const { home, identity } = scope;
  const owner = await findDevice({ home, identity, central: found.central || scope.central }, address);
  return owner && !found.central ? { ...found, central: owner.central } : found;
}

const unacceptable = (field: string, reason: string) =>
  unprocessable(`${field}: ${reason}`, "Validation failed", [{ field, reason }]);

/** @throws Refusal 422 for members that contradict each other */
function checkWish(wish: AlarmCodeRequest): void {
  const { kind, duress, pin, valid_from_ms: from = 0, valid_until_ms: until = 0 } = wish;
  if (duress && kind !== "pin") throw unacceptable("duress", "only a PIN can say that somebody is being forced");
  if (pin !== undefined && pin !== "" && kind !== "pin") throw unacceptable("pin", "this kind of code has none");
  if (until > 0 && from > until) throw unacceptable("valid_until_ms", "is before valid_from_ms");
}

/** What is stored, but for the hash. @throws as {@link bindingOf}, {@link placed} */
async function recordOf(
  scope: RequestScope,
  wish: AlarmCodeRequest,
  times: { created_ms: number; updated_ms: number },
): Promise<CodeRecord> {
  const { name, kind, duress = false, perms, zones = [], valid_from_ms = 0, valid_until_ms = 0, enabled } = wish;
  const binding = await placed(scope, bindingOf(wish));
  return {
    ...{ name, kind, duress, perms, zones: [...new Set(zones)], valid_from_ms, valid_until_ms, enabled },
    ...(binding !== undefined && { binding }),
    ...times,
  };
}

/** @throws Refusal 400 */
async function requireRoom(scope: RequestScope, kind: CodeRecord["kind"], besides?: string): Promise<void> {
  const codes = (await readCodes(scope.store)).codes.filter(({ id }) => id !== besides);
  if (codes.length >= CODES_LIMIT) throw badRequest(`there are ${CODES_LIMIT} codes; remove one first`);
  if (kind === "pin" && codes.filter((code) => code.kind === "pin").length >= PINS_LIMIT)
    throw badRequest(`there are ${PINS_LIMIT} PINs; remove one first`);
}

async function changed(scope: RequestScope, who: Identity, event: string, id: string, source: string): Promise<void> {
  const { engine, reload } = requireAlarm(scope);
  await recordAudit(scope, who, { action: "alarm_code_change", note: `${event} id=${id}` });
  await engine.journal({
    ...{ zone_id: "", class: "config", event, source, actor: who.subject },
    details: { code: id },
  });
  await reload();
}

/** @throws Refusal 400 at the limit, 422, 503 */
export async function createCode(
  scope: RequestScope,
  who: Identity,
  wish: AlarmCodeRequest,
  source = "rest",
): Promise<AlarmCode> {
  const hashing = requireCodes(scope);
  checkWish(wish);
  const { kind, pin = "" } = wish;
  if (kind === "pin" && pin === "") throw unacceptable("pin", "is missing");
  const now = scope.clock.now();
  const code = await recordOf(scope, wish, { created_ms: now, updated_ms: now });
  return inTurn(scope, async () => {
    await requireRoom(scope, kind);
    if (kind === "pin") code.hash = await hashing.hash(pin);
    const id = scope.secrets.uuid();
    await scope.store.put("alarm-code", id, code, { ifVersion: 0 });
    await changed(scope, who, "code_created", id, source);
    return answerOf({ id, ...code });
  });
}

/** Without a PIN the one that is stored stays. @throws Refusal 400, 404, 422, 503 */
export async function updateCode(
  scope: RequestScope,
  who: Identity,
  id: string,
  wish: AlarmCodeRequest,
  source = "rest",
): Promise<AlarmCode> {
  const hashing = requireCodes(scope);
  checkWish(wish);
  const { kind, pin = "" } = wish;
  const wanted = await recordOf(scope, wish, { created_ms: 0, updated_ms: scope.clock.now() });
  return inTurn(scope, async () => {
    await readCode(scope, id);
    await requireRoom(scope, kind, id);
    const fresh = kind === "pin" && pin !== "" ? await hashing.hash(pin) : undefined;
    const { after } = await changeRecord<unknown>(
      scope.store,
      "alarm-code",
      id,
      (found) => {
        const before = readCodeRecord(found);
        if (!before) throw noCode(id);
        const hash = fresh ?? (kind === "pin" ? before.hash : undefined);
        if (kind === "pin" && hash === undefined) throw unacceptable("pin", "is missing");
        return { ...wanted, created_ms: before.created_ms, ...(hash !== undefined && { hash }) };
      },
      () => conflict("the code is being changed by others"),
    );
    await changed(scope, who, "code_changed", id, source);
    return answerOf({ id, ...(after as CodeRecord) });
  });
}

/** @throws Refusal 404, 503 */
export async function deleteCode(scope: RequestScope, who: Identity, id: string, source = "rest"): Promise<void> {
  requireCodes(scope);
  await inTurn(scope, async () => {
    if (!(await scope.store.delete("alarm-code", id))) throw noCode(id);
    await changed(scope, who, "code_removed", id, source);
  });
}
