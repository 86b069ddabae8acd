/** What an interface is asked about its devices: all of them, one with its channels, descriptions of paramsets. */
import { CcuFault, type DeviceDescription } from "../../handlers/ports/index.ts";
import type { RpcValue } from "./codec/value.ts";
import type { DamageReport } from "./damage.ts";
import type { DescriptionAnswer, FetchDescriptions } from "./descriptions.ts";
import { isNoAnswer } from "./faults.ts";
import { groupByDevice, listOf, normaliseDevice, normaliseDevices } from "./normalise.ts";
import type { Wire } from "./wire.ts";

/** Bulk answers: thousands of descriptions from a small machine. */
const LIST_TIMEOUT_MS = 300_000;
/**
 * An answer with descriptions that takes longer is lost. rfd holds answers back for 20 s while its radio is busy (11.3), and
 * a start must get on within the minute that recovery is promised in.
 */
export const DESCRIPTION_TIMEOUT_MS = 30_000;
/** Descriptions per call: rfd serves nobody else meanwhile, and needs some milliseconds for each. */
const BATCH = 20;

export class DeviceReads {
  readonly #wire: Wire;
  readonly #damaged: DamageReport;
  readonly #known: (address: string) => DeviceDescription | undefined;

  /** @param known what is known of a device or channel so far */
  constructor(wire: Wire, damaged: DamageReport, known: (address: string) => DeviceDescription | undefined) {
    this.#wire = wire;
    this.#damaged = damaged;
    this.#known = known;
  }

  /** All devices and channels, not normalised. @param received told of the answer as it came */
  async list(received?: (message: Uint8Array) => void): Promise<readonly RpcValue[]> {
    const options = { timeoutMs: LIST_TIMEOUT_MS, ...(received && { received }) };
    return listOf(await this.#wire.read("listDevices", [], options));
  }

  /** A device and its channels. Rejects with `CcuFault`, permanent where the CCU does not know it. */
  async describe(device: string): Promise<DeviceDescription[]> {
    let root: DeviceDescription | undefined;
    try {
      root = normaliseDevice(await this.#wire.read("getDeviceDescription", [device]));
    } catch (error) {
      if ((error as CcuFault).class !== "unsupported") throw error;
      const group = groupByDevice(normaliseDevices(await this.list(), this.#damaged)).get(device);
      if (group) return group;
    }
    if (!root) throw new CcuFault("permanent", `the CCU does not know ${device}`, -2);
    const group = [root];
    for (const channel of root.CHILDREN ?? []) {
      const description = await this.#describeChannel(channel);
      if (description) group.push(description);
    }
    return group;
  }

  /** A channel that the CCU cannot describe now costs itself, or nothing where the list of all devices has told of it. */
  async #describeChannel(channel: string): Promise<DeviceDescription | undefined> {
    const raw = await this.#wire.read("getDeviceDescription", [channel]).catch((error: CcuFault) => error);
    const [description] = raw instanceof CcuFault ? [] : normaliseDevices([raw], this.#damaged);
    if (description) return description;
    if (raw instanceof CcuFault) {
      if (raw.class === "auth" || (raw.class === "transport" && !isNoAnswer(raw))) throw raw;
      this.#damaged(channel, "description", raw.message);
    }
    return this.#known(channel);
  }

  readonly paramsets: FetchDescriptions = async (wanted) => {
    const answers: DescriptionAnswer[] = [];
    for (let at = 0; at < wanted.length; at += BATCH) {
      const calls = wanted
        .slice(at, at + BATCH)
        .map(({ address, paramset }) => ["getParamsetDescription", address, paramset] as const);
      answers.push(...(await this.#wire.readMany(calls, { low: true, timeoutMs: DESCRIPTION_TIMEOUT_MS })));
    }
    return answers;
  };
}
