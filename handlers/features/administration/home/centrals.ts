/** The CCUs of the home, configured while the program runs. */
import { CENTRAL_LIMIT, type CentralRow } from "../../../configuration/central-row.ts";
import { MASK } from "../../../configuration/kept-secrets.ts";
import { variableFault } from "../../../configuration/own-variables.ts";
import {
  type ConfiguredCentral,
  ccuConfig,
  configuredCentrals,
  readCentrals,
  removeStoredCentral,
  type StoredCentral,
  storeCentral,
} from "../../../configuration/stored-centrals.ts";
import { usualInterface } from "../../../configuration/usual-interfaces.ts";
import { peerHostFault } from "../../../kernel/addresses.ts";
import type { Identity } from "../../../kernel/identity.ts";
import { badRequest, type FieldError, notFound, rejected } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { withMutex } from "../../shared/keyed-mutex.ts";

/** Every configured CCU, by name. */
const configured = async (scope: RequestScope): Promise<ConfiguredCentral[]> =>
  (await configuredCentrals(scope)).sort((a, b) => (a.row.name < b.row.name ? -1 : 1));

/** As it is told: a password that is there as `***`. */
const shown = ({ password_plain, ...row }: CentralRow): CentralRow =>
  password_plain ? { ...row, password_plain: MASK } : row;

export const listCentrals = async (scope: RequestScope): Promise<CentralRow[]> =>
  (await configured(scope)).map(({ row }) => shown(row));

/** Names that differ in case only would be one in topics and files. */
const isNamed = (name: string, { row }: ConfiguredCentral): boolean => row.name.toLowerCase() === name.toLowerCase();

/** @throws Refusal 404 */
export async function findCentral(scope: RequestScope, name: string): Promise<CentralRow> {
  const found = (await configured(scope)).find(({ row }) => row.name === name);
  if (!found) throw notFound(`no central ${name} is configured`, "Central not found");
  return shown(found.row);
}

/** What the schema cannot say. @throws Refusal 400 with every wrong member */
function requireUsable(row: CentralRow): void {
  const errors: FieldError[] = [];
  const host = peerHostFault(row.host);
  if (host !== undefined) errors.push({ field: "host", reason: host });
  const variable = row.password_env === undefined ? undefined : variableFault(row.password_env);
  if (variable !== undefined) errors.push({ field: "password_env", reason: variable });
  row.interfaces.forEach(({ name, port }, index) => {
    if (!(usualInterface(name) || port || row.ports?.[name] || (row.interfaces.length === 1 && row.port)))
      errors.push({ field: `interfaces.${index}.port`, reason: `is needed: ${name} has no usual one` });
  });
  const [first] = errors;
  if (first) throw rejected(`${first.field} ${first.reason}`, "Validation failed", errors);
}

const inEnvironment = (name: string) =>
  badRequest(`central ${name} stands in the environment (CCU_ANYWHERE_CENTRALS); change it there`, "Not stored here");

/** Connects it, or ends it, as the row says. What goes wrong is told by its readiness. */
async function apply(scope: RequestScope, row: CentralRow): Promise<void> {
  if (row.enabled) await scope.centrals.add(ccuConfig(row));
  else await scope.centrals.remove(row.name);
}

/** The row as it is stored, with its password. */
async function storedRow(scope: RequestScope, name: string): Promise<StoredCentral> {
  const found = (await readCentrals(scope)).rows.find((row) => row.name === name);
  if (!found) throw notFound(`no central ${name} is configured`, "Central not found");
  return found;
}

/** One change of the CCUs at a time: two that undo each other would leave something else running than what is stored. */
const oneAtATime = <T>(scope: RequestScope, work: () => Promise<T>): Promise<T> => withMutex(scope, "centrals", work);

/** Adds a CCU and connects it; resolves before it answers. @throws Refusal 400 */
export const createCentral = (scope: RequestScope, who: Identity, row: CentralRow): Promise<CentralRow> =>
  oneAtATime(scope, async () => {
    requireUsable(row);
    const all = await configured(scope);
    if (all.some((one) => isNamed(row.name, one)))
      throw rejected(`a central ${row.name} is configured already`, "Validation failed", [
        { field: "name", reason: "is taken" },
      ]);
    if (all.length >= CENTRAL_LIMIT) throw rejected(`there may be at most ${CENTRAL_LIMIT} CCUs`);
    await storeCentral(scope, row);
    const stored = await storedRow(scope, row.name);
    await apply(scope, stored);
    await recordAudit(scope, who, { action: "central_create", central: row.name, note: `name=${row.name}` });
    return shown(stored);
  });

/** Replaces a CCU's row, or adds it. An omitted password stays. @throws Refusal 400 */
export const putCentral = (scope: RequestScope, who: Identity, name: string, row: CentralRow): Promise<void> =>
  oneAtATime(scope, async () => {
    if (row.name !== name)
      throw rejected(`the name of a central cannot change: ${name}`, "Validation failed", [
        { field: "name", reason: "must be that of the address" },
      ]);
    requireUsable(row);
    const all = await configured(scope);
    const before = all.find((one) => isNamed(name, one));
    if (before && before.row.name !== name) throw rejected(`a central ${before.row.name} is configured already`);
    if (!before && all.length >= CENTRAL_LIMIT) throw rejected(`there may be at most ${CENTRAL_LIMIT} CCUs`);
    if (before?.from === "env") throw inEnvironment(name);
    await storeCentral(scope, row, before?.from === "bootstrap" ? before.row : undefined);
    await apply(scope, await storedRow(scope, name));
    const action = before ? "central_update" : "central_create";
    await recordAudit(scope, who, { action, central: name, note: `name=${name}` });
  });

/** Ends a CCU and forgets its devices. @throws Refusal 404, 400 where it stands in the environment */
export const deleteCentral = (scope: RequestScope, who: Identity, name: string): Promise<void> =>
  oneAtATime(scope, async () => {
    const found = (await configured(scope)).find(({ row }) => row.name === name);
    if (!found) throw notFound(`no central ${name} is configured`, "Central not found");
    if (found.from === "env") throw inEnvironment(name);
    const inFile = scope.givenCentrals?.rows.some((row) => row.name === name) === true;
    await removeStoredCentral(scope, name, inFile);
    await scope.centrals.remove(name);
    await recordAudit(scope, who, { action: "central_delete", central: name, note: `name=${name}` });
  });
