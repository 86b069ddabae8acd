/** Direct links (protocol 10.3, 14). */
import type { RpcStruct, RpcValue } from "../../../adapters/ccu/codec/value.ts";
import type { Link } from "../links.ts";
import type { InterfaceProcess } from "../process.ts";
import { deviceOn, fault, type MethodTable, word } from "./shared.ts";

/** rfd hands link names out as the bytes that the WebUI stored: UTF-8 inside a Latin-1 document (3.2). */
function spelled(process: InterfaceProcess, text: string): string {
  return process.family === "bidcos" ? Buffer.from(text, "utf8").toString("latin1") : text;
}

function struct(process: InterfaceProcess, link: Link): RpcStruct {
  return {
    SENDER: link.sender,
    RECEIVER: link.receiver,
    FLAGS: 0,
    NAME: spelled(process, link.name),
    DESCRIPTION: spelled(process, link.description),
  };
}

function getLinks(process: InterfaceProcess, params: RpcValue[]): RpcValue | Promise<RpcValue> {
  // HmIP never answers a call without parameters (OpenCCU issue 441).
  if (params.length === 0 && process.family === "hmip") return new Promise<RpcValue>(() => {});
  const address = word(params[0]);
  if (address !== "") deviceOn(process, address);
  const links = process.links.of(address).map((link) => struct(process, link));
  return links.length === 0 && process.family === "bidcos" ? "" : links;
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

function addLink(process: InterfaceProcess, [from, to, name, description]: RpcValue[]): RpcValue {
  const sender = deviceOn(process, word(from));
  const receiver = deviceOn(process, word(to));
  process.links.add(word(from), word(to), word(name), word(description));
  for (const device of new Set([sender, receiver])) setImmediate(() => process.around.world.replace(device, 1));
  return "";
}

export const linkMethods: MethodTable = {
  getLinks: { families: ["bidcos", "hmip"], run: getLinks },
  getLinkPeers: { families: ["bidcos", "hmip"], run: getLinkPeers },
  addLink: { families: ["bidcos", "hmip"], run: addLink },
  removeLink: {
    families: ["bidcos", "hmip"],
    run: (process, params) => {
      const { sender, receiver } = known(process, params);
      process.links.remove(sender, receiver);
      return "";
    },
  },
  getLinkInfo: {
    families: ["bidcos", "hmip"],
    run: (process, params) => {
      const { NAME, DESCRIPTION } = struct(process, known(process, params));
      return { NAME, DESCRIPTION };
    },
  },
  setLinkInfo: {
    families: ["bidcos", "hmip"],
    run: (process, params) => {
      const link = known(process, params);
      link.name = word(params[2]);
      link.description = word(params[3]);
      return "";
    },
  },
};
