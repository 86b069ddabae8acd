/** Direct links of one interface, and which keys are radioed to the central (protocol document, sections 8.1, 10.3, 14.6). */
import { spellingFault } from "../../handlers/model/storable-text.ts";
import {
  CcuFault,
  type CcuLink,
  type CcuLinks,
  type Deadline,
  refuseExpired,
  type WriteOptions,
} from "../../handlers/ports/index.ts";
import { isStruct, type RpcStruct, type RpcValue } from "./codec/value.ts";
import { unsupported } from "./faults.ts";
import { deviceOf } from "./inventory.ts";
import { listOf, plainText } from "./normalise.ts";
import { type InterfaceOperations, urgency } from "./operations.ts";
import type { Wire } from "./wire.ts";

/** FLAGS of a link: the sender does not have it. */
const SENDER_BROKEN = 1;

type Named = Parameters<CcuLinks["addLink"]> extends [unknown, ...infer Rest] ? Rest : never;

export class InterfaceLinks {
  readonly #wire: Wire;
  readonly #operations: InterfaceOperations;

  constructor(parts: { wire: Wire; operations: InterfaceOperations }) {
    this.#wire = parts.wire;
    this.#operations = parts.operations;
  }

  /** All links of the interface with "". */
  async list(address: string): Promise<CcuLink[]> {
    this.#mustLink();
    // HmIP never answers a call without parameters; rfd writes an empty list as an empty text.
    const listed = listOf(await this.#wire.read("getLinks", [address, 0])).filter(isStruct);
    return listed.map((link) => this.#read(link, address === "")).filter((link) => link !== undefined);
  }

  async add(...[sender, receiver, name, description, deadline]: Named): Promise<void> {
    await this.#change("addLink", sender, receiver, [this.#spelled(name), this.#spelled(description)], deadline);
  }

  async setInfo(...[sender, receiver, name, description, deadline]: Named): Promise<void> {
    await this.#change("setLinkInfo", sender, receiver, [this.#spelled(name), this.#spelled(description)], deadline);
  }

  async remove(sender: string, receiver: string, deadline: Deadline): Promise<void> {
    await this.#change("removeLink", sender, receiver, [], deadline);
  }

  /** The receiver moves: a command like any other, so it waits for its turn, and not longer than its deadline. */
  async activate(receiver: string, sender: string, long: boolean, options: WriteOptions): Promise<void> {
    this.#mustLink();
    if (this.#wire.isHomegear) throw unsupported("Homegear cannot simulate a key press");
    const job = { channel: receiver, ...urgency(options) };
    const outcome = await this.#wire
      .write(job, "activateLinkParamset", [receiver, sender, long])
      .catch((fault: CcuFault) => {
        throw notCarriedOut(this.#wire, "activateLinkParamset", fault);
      });
    refuseExpired(outcome);
  }

  async reportUsage(channel: string, parameter: string, count: number, deadline: Deadline): Promise<boolean> {
    this.#mustLink();
    const taken = await this.#wire.act("reportValueUsage", [channel, parameter, count], deadline);
    return taken !== false && taken !== 0;
  }

  async #change(
    method: string,
    sender: string,
    receiver: string,
    more: readonly RpcValue[],
    deadline: Deadline,
  ): Promise<void> {
    this.#mustLink();
    try {
      await this.#wire.act(method, [sender, receiver, ...more], deadline);
    } finally {
      // Whatever came of it: a description that was asked for meanwhile may be the old one.
      this.#operations.forgetLinks(sender, receiver);
    }
  }

  #read(link: RpcStruct, ofAll: boolean): CcuLink | undefined {
    const [sender, receiver] = [plainText(link.SENDER), plainText(link.RECEIVER)];
    if (sender === "" || receiver === "") return undefined;
    const flags = Math.trunc(Number(plainText(link.FLAGS))) || 0;
    // Asked for all, rfd calls every link inside of one device broken although it works (measured, 10.3).
    const internal = ofAll && this.#wire.isRfd && deviceOf(sender) === deviceOf(receiver);
    return {
      sender,
      receiver,
      name: plainText(link.NAME),
      description: plainText(link.DESCRIPTION),
      flags: internal ? flags & ~SENDER_BROKEN : flags,
    };
  }

  /**
   * The WebUI stores names on rfd as UTF-8 inside of Latin-1 (3.2): written that way it shows ours, too.
   * @throws CcuFault invalid where another interface cannot hold the text
   */
  #spelled(text: string): string {
    if (this.#wire.isRfd) return Buffer.from(text.normalize("NFC")).toString("latin1");
    const fault = spellingFault(text);
    if (fault !== undefined) throw new CcuFault("invalid", `the text of the link ${fault}`);
    return text;
  }

  #mustLink(): void {
    const { family, name } = this.#wire;
    if (family === "virtual" || family === "cuxd") throw unsupported(`${name} has no direct links`);
  }
}

/**
 * HmIP names methods that it does not carry out: they answer -1 without a word about the radio (3.4, 9). Any other fault
 * as it is.
 */
export function notCarriedOut(wire: Wire, method: string, fault: CcuFault): CcuFault {
  if (wire.family !== "hmip" || fault.code !== -1 || fault.class !== "permanent") return fault;
  return new CcuFault("unsupported", `${wire.name} does not carry out ${method}`, -1, { cause: fault });
}
