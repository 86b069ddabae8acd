/** Commands about central links. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { badRequest } from "../../../kernel/problem.ts";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";
import { CentralLinksReport, CentralLinksStatus } from "../answers.ts";
import { centralLinksStatus, setCentralLinks } from "../home/central-links.ts";

const text = z.string().max(ADDRESS_LIMIT).optional();
/** `address` is the older name. */
const Device = { device_address: text, address: text };
const OneChannel = { ...Device, channel: text };

/** @throws Refusal 400 where neither name is given */
function deviceOf({ device_address, address }: { device_address?: string; address?: string }): string {
  const device = device_address || address;
  if (!device) throw badRequest("device_address is missing");
  return device;
}

const change = (name: string, summary: string, active: boolean, rest: string): Command =>
  command(
    {
      name,
      category: "central",
      summary,
      role: "operator",
      served: "home",
      args: z.object(OneChannel),
      result: CentralLinksReport,
      rest,
    },
    async (scope) => setCentralLinks(scope, deviceOf(scope.args), scope.args.channel || undefined, active),
  );

export const centralLinksCommands: Command[] = [
  change(
    "central.create_links",
    "Have the key presses of a device radioed to the CCU",
    true,
    "POST /devices/{addr}/central-links",
  ),
  change(
    "central.remove_links",
    "End that; programs of the CCU that listen to the keys fall silent, too",
    false,
    "DELETE /devices/{addr}/central-links",
  ),
  command(
    {
      name: "central.links_status",
      category: "central",
      summary: "Whether the key presses of a device are radioed to the CCU, as far as that is known",
      role: "viewer",
      served: "home",
      args: z.object(Device),
      result: CentralLinksStatus,
      rest: "GET /devices/{addr}/central-links",
    },
    async (scope) => centralLinksStatus(scope, deviceOf(scope.args)),
  ),
];
