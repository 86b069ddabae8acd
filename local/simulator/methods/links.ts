/** Direct links (protocol 10.3, 14). */
import type { RpcStruct, RpcValue } from "../../../adapters/ccu/codec/value.ts";
import { pressLinked } from "../actuators/linked.ts";
import { wireDescription } from "../descriptions.ts";
import type { Link } from "../links.ts";
import type { InterfaceProcess } from "../process.ts";
import { deviceOf } from "../world.ts";
import { deviceOn, exchange, fault, isJava, type MethodTable, word } from "./shared.ts";
import { linkValues } from "./values.ts";

/** Flags of getLinks: what is told along, and whether the partner key of a pair counts, too. */
const ASK = {
  group: 1,
  senderParamset: 2,
  receiverParamset: 4,
  senderDescription: 8,
  receiverDescription: 16,
} as const;
/** FLAGS of a link: what is wrong with it. */
const FLAG = { senderBroken: 1, senderUnknown: 4, receiverUnknown: 8 } as const;

function flags(process: InterfaceProcess, { sender, receiver }: Link, ofAll: boolean): number {
  const { world } = process.around;
  // Asked for all links, rfd calls those inside of a device broken although they work (measured, 10.3).
  const internal = ofAll && process.family === "bidcos" && deviceOf(sender) === deviceOf(receiver);
  return (
    (internal ? FLAG.senderBroken : 0) |
    (world.device(sender) ? 0 : FLAG.senderUnknown) |
    (world.device(receiver) ? 0 : FLAG.receiverUnknown)
  );
}

function struct(process: InterfaceProcess, link: Link, asked: number, ofAll: boolean): RpcStruct {
  const { sender: SENDER, receiver: RECEIVER, name: NAME, description: DESCRIPTION } = link;
  const told: RpcStruct = { SENDER, RECEIVER, FLAGS: flags(process, link, ofAll), NAME, DESCRIPTION };
  if (asked & ASK.senderParamset) told.SENDER_PARAMSET = half(process, SENDER, RECEIVER);
  if (asked & ASK.receiverParamset) told.RECEIVER_PARAMSET = half(process, RECEIVER, SENDER);
  if (asked & ASK.senderDescription) told.SENDER_DESCRIPTION = described(process, SENDER);
  if (asked & ASK.receiverDescription) told.RECEIVER_DESCRIPTION = described(process, RECEIVER);
  return told;
}

const half = (process: InterfaceProcess, own: string, peer: string): RpcStruct =>
  process.around.world.description(own, "LINK") ? linkValues(process, own, peer) : {};

function described(process: InterfaceProcess, address: string): RpcStruct {
  const found = process.around.world.device(address)?.descriptions.find(({ ADDRESS }) => ADDRESS === address);
  return found ? wireDescription(process.family, found) : {};
}

function getLinks(process: InterfaceProcess, params: RpcValue[]): RpcValue | Promise<RpcValue> {
  // HmIP never answers a call without parameters (OpenCCU issue 441).
  if (params.length === 0 && process.family === "hmip") return new Promise<RpcValue>(() => {});
  const address = word(params[0]);
  const asked = typeof params[1] === "number" ? params[1] : 0;
  const own = address === "" ? undefined : deviceOn(process, address);
  const partner = own?.descriptions.find(({ ADDRESS }) => ADDRESS === address)?.GROUP;
  const places = asked & ASK.group && partner ? [address, partner] : [address];
  const links = [...new Set(places.flatMap((place) => process.links.of(place)))];
  const told = links.map((link) => struct(process, link, asked, address === ""));
  return told.length === 0 && process.family === "bidcos" ? "" : told;
}

function getLinkPeers(process: InterfaceProcess, [target]: RpcValue[]): RpcValue {
  const address = word(target);
  deviceOn(process, address);
  if (!address.includes(":") && process.family === "bidcos") throw fault.general(process, "");
  return process.links.of(address).map(({ sender, receiver }) => (sender === address ? receiver : sender));
}

function known(process: InterfaceProcess, [from, to]: RpcValue[]): Link {
  const link = process.links.find(word(from), word(to));
  if (link) return link;
  throw process.family === "hmip" ? fault.device(process) : fault.general(process, "");
}

/** Clients hear that links changed: hint 1. */
function tell(process: InterfaceProcess, ...addresses: string[]): void {
  for (const address of new Set(addresses.map(deviceOf))) {
    setImmediate(() => {
      const device = process.around.world.device(address);
      if (device) process.around.world.replace(device, 1);
    });
  }
}

function addLink(process: InterfaceProcess, [from, to, name, description]: RpcValue[]): RpcValue {
  deviceOn(process, word(from));
  deviceOn(process, word(to));
  process.links.add(word(from), word(to), word(name), word(description));
  tell(process, word(from), word(to));
  return "";
}

function removeLink(process: InterfaceProcess, params: RpcValue[]): RpcValue {
  const { sender, receiver } = known(process, params);
  process.links.remove(sender, receiver);
  tell(process, sender, receiver);
  return "";
}

async function activateLinkParamset(process: InterfaceProcess, params: RpcValue[]): Promise<RpcValue> {
  if (params.length < 3) throw isJava(process.family) ? fault.arguments() : fault.general(process, "");
  const [to, from, long] = params;
  const device = deviceOn(process, word(to));
  const link = known(process, [from, to]);
  await exchange(process, device);
  const { world, actuators } = process.around;
  const pressed = { world, actuators, receiver: link.receiver, stored: link.values, long: long === true || long === 1 };
  setImmediate(() => pressLinked(pressed));
  return "";
}

const LINKED = ["bidcos", "hmip"] as const;

export const linkMethods: MethodTable = {
  getLinks: { families: LINKED, run: getLinks },
  getLinkPeers: { families: LINKED, run: getLinkPeers },
  addLink: { families: LINKED, run: addLink },
  removeLink: { families: LINKED, run: removeLink },
  activateLinkParamset: { families: LINKED, run: activateLinkParamset },
  getLinkInfo: {
    families: LINKED,
    run: (process, params) => {
      const { name: NAME, description: DESCRIPTION } = known(process, params);
      return { NAME, DESCRIPTION };
    },
  },
  setLinkInfo: {
    families: LINKED,
    run: (process, params) => {
      const link = known(process, params);
      link.name = word(params[2]);
      link.description = word(params[3]);
      return "";
    },
  },
};
