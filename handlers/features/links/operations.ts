/** The operations about direct links, their paramsets and central links. */
import * as z from "zod";
import { accepted, type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { readLinkParamset, writeLockedLinkParamset } from "../paramsets/home/link-paramsets.ts";
import { EditToken, ParameterValues } from "../paramsets/schemas/paramsets.ts";
import { after } from "../shared/done.ts";
import { localeOf } from "../shared/locale.ts";
import { ADDRESS_LIMIT, AnyAddress, ChannelNumber, DeviceAddress, QueryText } from "../shared/parameters.ts";
import { AllLinks, CentralLinksReport, CentralLinksStatus, LinkableChannels, LinkList } from "./answers.ts";
import { centralLinksStatus, setCentralLinks } from "./home/central-links.ts";
import { activateLink, addLink, type LinkEnds, removeLink, setLinkInfo } from "./home/change-links.ts";
import { listAllLinks, listDeviceLinks } from "./home/list-links.ts";
import { linkableChannels } from "./linkable-channels.ts";
import { AddLinkRequest, LinkRoleName, TestLinkAtDeviceRequest, UpdateLinkRequest } from "./schemas.ts";

/** A text that has to be there. */
const required = (description: string) => z.string().min(1).max(255).meta({ description });
/** `de` or `en`; anything else counts as English, as a missing one does (contract). */
const LinkLocale = z.enum(["de", "en"]).catch("en").default("en").meta({
  description: "Language of the labels: de or en",
});

/** The language that the query names, else that of the client. */
const labelLocale = (scope: Parameters<typeof localeOf>[0], named: string | undefined) =>
  named === "de" || named === "en" ? named : localeOf(scope);

/** The link that a body names, at the device in the path. */
const linkOf = (scope: {
  body: { sender_address: string; receiver_address: string };
  params: { addr: string };
}): LinkEnds => ({
  sender: scope.body.sender_address,
  receiver: scope.body.receiver_address,
  device: scope.params.addr,
});

const UPSTREAM = { 502: Problem, 503: Problem } as const;
const CHANGE = { 202: null, 400: Problem, 404: Problem, ...UPSTREAM } as const;
const onDevice = { params: { addr: DeviceAddress }, tag: "links", served: "home" } as const;
const LINKS = { ...onDevice, path: "/devices/{addr}/links" } as const;
const CENTRAL = { ...onDevice, path: "/devices/{addr}/central-links" } as const;
const PARAMSET = {
  path: "/devices/{addr}/link-ps/{peer}",
  params: {
    addr: AnyAddress,
    peer: z.string().min(1).max(ADDRESS_LIMIT).meta({ description: "Address of the channel at the other end" }),
  },
  tag: "links",
  served: "home",
} as const;
const CentralChannel = QueryText.meta({ description: "Address of one channel; default: every key of the device" });

export const linkOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/links",
      operationId: "listAllLinks",
      role: "viewer",
      served: "home",
      tag: "core",
      summary: "Every direct link of every CCU, seen from its sender",
      query: {
        central: QueryText.meta({ description: "Only of this CCU" }),
        locale: QueryText.meta({ description: "Language of the labels: de or en; default: that of the client" }),
      },
      unknownCentral: 404,
      responses: { 200: AllLinks, 404: Problem, ...UPSTREAM },
    },
    async (scope) =>
      ok({ links: await listAllLinks(scope, scope.query.central, labelLocale(scope, scope.query.locale)) }),
  ),
  operation(
    {
      ...LINKS,
      method: "GET",
      operationId: "listLinks",
      role: "viewer",
      summary: "Direct links of a device, as sender and as receiver",
      query: { locale: LinkLocale },
      responses: { 200: LinkList, 404: Problem, ...UPSTREAM },
    },
    async (scope) => ok(await listDeviceLinks(scope, scope.params.addr, scope.query.locale)),
  ),
  operation(
    {
      ...LINKS,
      method: "POST",
      operationId: "addLink",
      role: "operator",
      summary: "Link two channels, so that they work without the CCU",
      body: AddLinkRequest,
      responses: { 202: null, 400: Problem, ...UPSTREAM },
    },
    async (scope) => accepted(await addLink(scope, linkOf(scope), scope.body)),
  ),
  operation(
    {
      ...LINKS,
      method: "PATCH",
      operationId: "updateLink",
      role: "operator",
      summary: "Give a link a new name and description",
      body: UpdateLinkRequest,
      responses: CHANGE,
    },
    async (scope) => accepted(await setLinkInfo(scope, linkOf(scope), scope.body)),
  ),
  operation(
    {
      ...LINKS,
      method: "DELETE",
      operationId: "removeLink",
      role: "operator",
      summary: "Remove a link",
      query: { sender: required("Address of the sending channel"), receiver: required("Address of the receiving one") },
      responses: CHANGE,
    },
    async (scope) => accepted(await removeLink(scope, { ...scope.query, device: scope.params.addr })),
  ),
  operation(
    {
      ...onDevice,
      method: "POST",
      path: "/devices/{addr}/links/test",
      operationId: "testLinkAtDevice",
      role: "operator",
      summary: "Let the receiver act as if the sender's key had been pressed; it really moves",
      body: TestLinkAtDeviceRequest,
      responses: { ...CHANGE, 423: Problem, 501: Problem },
    },
    async (scope) => accepted(await activateLink(scope, linkOf(scope), scope.body.long_press ?? false)),
  ),
  operation(
    {
      ...PARAMSET,
      method: "GET",
      operationId: "getLinkParamset",
      role: "viewer",
      summary: "What a channel does when one certain other channel speaks",
      responses: { 200: ParameterValues, 400: Problem, 404: Problem, ...UPSTREAM },
    },
    async (scope) => ok(await readLinkParamset(scope, { address: scope.params.addr, peer: scope.params.peer })),
  ),
  operation(
    {
      ...PARAMSET,
      method: "PUT",
      operationId: "putLinkParamset",
      role: "operator",
      summary: "Write parameters of one link; needs the token of an edit session",
      headers: { "x-edit-token": EditToken },
      body: ParameterValues,
      responses: { ...CHANGE, 403: Problem, 423: Problem },
    },
    (scope) =>
      after(
        writeLockedLinkParamset(
          scope,
          { address: scope.params.addr, peer: scope.params.peer },
          scope.body,
          scope.headers["x-edit-token"],
        ),
        accepted(),
      ),
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/linkable-channels",
      operationId: "linkableChannels",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "Channels that a channel can be linked with",
      params: { addr: DeviceAddress, no: ChannelNumber },
      query: {
        role: LinkRoleName.meta({ description: "What the channel in the path is to be" }),
        interface: required("Id of the interface, or its name on the device's own CCU"),
        locale: LinkLocale,
      },
      responses: { 200: LinkableChannels, 400: Problem, 503: Problem },
    },
    async (scope) =>
      ok(
        await linkableChannels(
          scope,
          { device: scope.params.addr, channel: scope.params.no, ...scope.query },
          scope.query.locale,
        ),
      ),
  ),
  operation(
    {
      ...CENTRAL,
      method: "GET",
      operationId: "getCentralLinksStatus",
      role: "viewer",
      summary: "Whether the key presses of a device are radioed to the CCU, as far as that is known",
      responses: { 200: CentralLinksStatus, 404: Problem, 503: Problem },
    },
    async (scope) => ok(await centralLinksStatus(scope, scope.params.addr)),
  ),
  operation(
    {
      ...CENTRAL,
      method: "POST",
      operationId: "createCentralLinks",
      role: "operator",
      summary: "Have the key presses of a device radioed to the CCU",
      query: { channel: CentralChannel },
      responses: { 202: CentralLinksReport, 404: Problem, 422: Problem, ...UPSTREAM },
    },
    async (scope) => accepted(await setCentralLinks(scope, scope.params.addr, scope.query.channel, true)),
  ),
  operation(
    {
      ...CENTRAL,
      method: "DELETE",
      operationId: "removeCentralLinks",
      role: "operator",
      summary: "End that; programs of the CCU that listen to the keys fall silent, too",
      query: { channel: CentralChannel },
      responses: { 202: CentralLinksReport, 404: Problem, 422: Problem, ...UPSTREAM },
    },
    async (scope) => accepted(await setCentralLinks(scope, scope.params.addr, scope.query.channel, false)),
  ),
];
