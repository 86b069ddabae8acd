/**
 * What a device says about itself, for people who extend software for it: descriptions only, no values, no names, and
 * nothing that tells whose device it is. The layout is that of the exports which such projects collect (subsystems 4.6):
 * `device_descriptions/<model>.json`, a list, and `paramset_descriptions/<model>.json`, by address and paramset.
 */
import { strToU8, zipSync } from "fflate";
import type { Reply } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Device } from "../../../model/types.ts";
import { CcuFault, type DeviceDescription, type ParamsetDescription, type ParamsetKey } from "../../../ports/index.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireDevice } from "../../shared/lookup.ts";
import type { ExportedDefinition } from "../answers/commands.ts";

const PARAMSETS: readonly ParamsetKey[] = ["MASTER", "VALUES", "LINK"];

/** Announced paramsets without a description are normal in the field: they are left out. */
const ABSENT: ReadonlySet<CcuFault["class"]> = new Set(["permanent", "no_value", "unsupported"]);

/** ZIP knows no time before 1980. */
const EARLIEST = Date.UTC(1980, 0, 2);

interface Definition {
  model: string;
  filename: string;
  zip: Uint8Array;
}

/** Members that hold addresses of this device, of others, or the serial of a gateway. */
const ADDRESSES: ReadonlySet<string> = new Set([
  "ADDRESS",
  "PARENT",
  "CHILDREN",
  "GROUP",
  "TEAM",
  "TEAM_CHANNELS",
  "INTERFACE",
]);

/** `*VCU0000001:3` keeps its star and channel; the part that says which device goes. */
const disguised = (address: string, id: string): string =>
  address === "" ? "" : address.replace(/^(\*?)[^:]*/, (_whole, star: string) => `${star}${id}`);

/** Everything else stays as it is, but for the device's own address wherever it may stand. */
function scrubbed(value: unknown, device: string, id: string): unknown {
  if (typeof value === "string") return value.replaceAll(device, id);
  if (Array.isArray(value)) return value.map((entry) => scrubbed(entry, device, id));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name.replaceAll(device, id), scrubbed(entry, device, id)]),
  );
}

function anonymous(description: DeviceDescription, device: string, id: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(description).map(([member, value]: [string, unknown]) => {
      if (member === "RF_ADDRESS") return [member, 0];
      if (!ADDRESSES.has(member)) return [member, scrubbed(value, device, id)];
      if (Array.isArray(value)) return [member, value.map((entry) => disguised(String(entry), id))];
      return [member, disguised(String(value), id)];
    }),
  );
}

/** `VCU` and seven digits, as such collections have it. */
const anonymousId = (scope: Pick<RequestScope, "secrets">): string => {
  const digits = [...scope.secrets.token(16)].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 9_000_000, 0);
  return `VCU${1_000_000 + digits}`;
};

/** The descriptions as the CCU has them, by address and paramset. @throws Refusal 503, CcuFault where it tells nothing */
async function paramsetsOf(scope: RequestScope, device: Device, descriptions: readonly DeviceDescription[]) {
  const ccu = ccuOf(scope, device.central);
  const found = new Map<string, Record<string, ParamsetDescription>>();
  let fault: CcuFault | undefined;
  for (const { ADDRESS: address, PARAMSETS: announced } of descriptions)
    for (const key of PARAMSETS) {
      if (!announced.includes(key)) continue;
      try {
        const set = await ccu.getParamsetDescription(device.interface, address, key);
        found.set(address, { ...found.get(address), [key]: set });
      } catch (error) {
        if (!(error instanceof CcuFault) || !ABSENT.has(error.class)) throw error;
        fault = error;
      }
    }
  if (found.size === 0 && fault) throw fault;
  return found;
}

/** What can be part of a file's name everywhere. */
const fileName = (model: string): string => model.replace(/[^A-Za-z0-9._-]/g, "_") || "device";

const json = (value: unknown): Uint8Array => strToU8(JSON.stringify(value, null, 2));

/** @throws Refusal 404 503, CcuFault */
async function exportDefinition(scope: RequestScope, address: string): Promise<Definition> {
  const device = await requireDevice(scope, address);
  const descriptions = [device.root, ...device.channels].map(({ description }) => description);
  const paramsets = await paramsetsOf(scope, device, descriptions);
  const id = anonymousId(scope);
  const name = fileName(device.model);
  const zip = zipSync(
    {
      [`device_descriptions/${name}.json`]: json(descriptions.map((one) => anonymous(one, device.address, id))),
      [`paramset_descriptions/${name}.json`]: json(
        Object.fromEntries([...paramsets].map(([at, sets]) => [disguised(at, id), scrubbed(sets, device.address, id)])),
      ),
    },
    { mtime: Math.max(scope.clock.now(), EARLIEST) },
  );
  return { model: device.model, filename: `${name}.zip`, zip };
}

/** The same as a file to download. @throws as {@link exportDefinition} */
export async function exportDefinitionFile(scope: RequestScope, address: string): Promise<Reply<200, Uint8Array>> {
  const { filename, zip } = await exportDefinition(scope, address);
  return {
    status: 200,
    type: "application/zip",
    body: zip,
    headers: { "content-disposition": `attachment; filename="${filename}"` },
  };
}

/** The same as the answer of a command: the file as base64. @throws as {@link exportDefinition} */
export async function exportDefinitionText(scope: RequestScope, address: string): Promise<ExportedDefinition> {
  const { model, filename, zip } = await exportDefinition(scope, address);
  return { model, filename, encoding: "base64", data: Buffer.from(zip).toString("base64") };
}
