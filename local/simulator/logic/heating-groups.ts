/**
 * Heating groups as the WebUI's Java pages keep them (protocol 18, subsystems 4.3): a draft per session, a body that is JSON
 * under another name, and answers that may never come.
 */
import { heatingGroup } from "../devices/climate.ts";
import { assemble } from "../kinds.ts";
import { deviceOf } from "../world.ts";
import type { LogicLayer } from "./layer.ts";

const TYPE = { id: "hmip.heating.group", label: "lblHmIPHeatingGroup" };
/** Device types that such a group takes, with the name of their role. */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^HmIP-(eTRV|WTH|STH|BWTH)/i, "hmip.thermostat"],
  [/^HmIP-(SWDO|SRH|SWDM|SCI)/i, "hmip.window"],
];

export interface SimGroup {
  id: number;
  name: string;
  deviceName: string;
  forbidSingleOperation: boolean;
  /** Addresses as they were given. */
  members: string[];
}

const unescaped = (text: string): string =>
  text.replace(/%([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
const done = (content: unknown) => ({ isSuccessful: true, errorCode: "", content: JSON.stringify(content) });
const failed = (errorCode: string) => ({ isSuccessful: false, errorCode, content: "" });

/** `undefined`: no answer ever comes. */
export type PageAnswer = object | string | undefined;

export class HeatingGroups {
  readonly groups: SimGroup[];
  /** Members that the CCU leaves out when a group is saved, and says that all is well. */
  readonly drops = new Set<string>();
  /** What a save does is done, and its answer never arrives. */
  isMute = false;
  /** Sessions that have opened a draft. */
  private readonly drafts = new Set<string>();
  private readonly layer: LogicLayer;
  private readonly gateway: string;

  constructor(layer: LogicLayer) {
    this.layer = layer;
    this.gateway = layer.home.gateway.hmip;
    this.groups = [...layer.home.heatingGroups].map(([address, members]) => ({
      id: Number(address.slice(3)),
      name: layer.home.residents.find((one) => one.address === address)?.name ?? address,
      deviceName: address,
      forbidSingleOperation: false,
      members: members.map(deviceOf),
    }));
  }

  /** The file that JSON-RPC reads: `CCU.getHeatingGroupList`. */
  file(): string {
    const groups = this.groups.map((group) => ({
      id: group.id,
      name: group.name,
      groupDeviceName: group.deviceName,
      groupType: TYPE,
      forbidSingleOperation: group.forbidSingleOperation,
      groupMembers: group.members.map((id) => ({ id, memberType: { id: this.roleOf(id) ?? "" } })),
    }));
    return JSON.stringify({ groups });
  }

  page(session: string, page: string, text: string): PageAnswer {
    if (page === "create") {
      this.drafts.add(session);
      return `<html><script>var possibleGroupTypes = ${JSON.stringify([TYPE])}; var groupId = 0;</script></html>`;
    }
    let body: Record<string, unknown>;
    try {
      body = JSON.parse(text);
    } catch {
      return failed("1");
    }
    if (page === "suitableGroupMembers") return this.suitable(body);
    if (page === "edit") {
      this.drafts.add(session);
      return this.groups.some(({ id }) => id === body.groupId) ? done({}) : failed("2");
    }
    if (page === "save") {
      // without a draft the request hangs
      if (!this.drafts.delete(session)) return undefined;
      const saved = this.save(body);
      return this.isMute ? undefined : saved;
    }
    return page === "delete" ? this.remove(body) : failed("404");
  }

  private roleOf(address: string): string | undefined {
    const type = this.layer.world.device(address)?.descriptions[0]?.TYPE ?? "";
    return ROLES.find(([pattern]) => pattern.test(type))?.[1];
  }

  private suitable(body: Record<string, unknown>): PageAnswer {
    if (body.groupTypeId !== TYPE.id) return failed("3");
    const taken = new Set(this.groups.flatMap(({ members }) => members));
    const free = this.layer.accepted().filter(({ address }) => this.roleOf(address) && !taken.has(address));
    const row = ({ address }: { address: string }) => ({
      id: address,
      serialNumber: address,
      type: this.roleOf(address),
    });
    return { assignableGroupMembers: free.map(row), leftoverGroupMembers: [] };
  }

  private save(body: Record<string, unknown>): PageAnswer {
    const wanted = JSON.parse(String(body.assignedDevicesIds)) as string[];
    const members = wanted.map(deviceOf).filter((one) => this.roleOf(one) && !this.drops.has(one));
    const name = unescaped(String(body.groupName));
    const forbidSingleOperation = body.forbidSingleOperation === true;
    if (body.isNewGroup !== true) {
      const known = this.groups.find(({ id }) => id === body.groupId);
      if (!known) return failed("2");
      Object.assign(known, { name, forbidSingleOperation, members });
      return done([]);
    }
    const id = Math.max(0, ...this.groups.map((group) => group.id)) + 1;
    const address = `INT${String(id).padStart(7, "0")}`;
    this.groups.push({ id, name, deviceName: address, forbidSingleOperation, members });
    this.layer.world.add(assemble(heatingGroup, address, this.gateway), false);
    this.layer.inbox.delete(address);
    this.layer.names.set(address, name);
    return done([]);
  }

  private remove({ groupId }: Record<string, unknown>): PageAnswer {
    const at = this.groups.findIndex(({ id }) => id === groupId);
    if (at < 0) return failed("2");
    const [group] = this.groups.splice(at, 1);
    const address = `INT${String(group?.id).padStart(7, "0")}`;
    if (this.layer.world.devices.has(address)) this.layer.world.remove(address);
    return done([]);
  }
}
