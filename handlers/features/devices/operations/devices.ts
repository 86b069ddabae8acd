/** Devices as the home knows them. */

import { media, type Operation, ok, operation, Problem, type Reply } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Locale } from "../../../model/labels.ts";
import type { Device } from "../../../model/types.ts";
import { TOTAL_COUNT } from "../../shared/lists.ts";
import { localeOf } from "../../shared/locale.ts";
import { requireDevice } from "../../shared/lookup.ts";
import { DeviceAddress, Page, PerPage, QueryText } from "../../shared/parameters.ts";
import {
  type DeviceDetail,
  DeviceDetail as DeviceDetailSchema,
  DeviceList,
  type DeviceSummary,
} from "../answers/devices.ts";
import { describeDevice, describeDeviceDetail } from "../describe-device.ts";
import { iconKind } from "../icon-kinds.ts";

export interface DeviceFilter {
  /** Exact; the others are parts, upper or lower case alike (contract 3.3). */
  central?: string | undefined;
  interface?: string | undefined;
  model?: string | undefined;
  name?: string | undefined;
  address?: string | undefined;
}
const PARTS = ["interface", "model", "name", "address"] as const;

/** Devices that pass the filter, sorted by address. An unknown central has none. */
export async function findDevices(scope: RequestScope, filter: DeviceFilter): Promise<readonly Device[]> {
  const devices = await scope.home.devices(filter.central || undefined);
  const parts = PARTS.flatMap((member) => {
    const part = filter[member]?.toLowerCase();
    return part ? [[member, part] as const] : [];
  });
  if (parts.length === 0) return devices;
  return devices.filter((device) => parts.every(([member, part]) => device[member].toLowerCase().includes(part)));
}

/** Summaries of devices, in their order. */
export async function describeDevices(scope: RequestScope, devices: readonly Device[]): Promise<DeviceSummary[]> {
  const interfaces = await scope.home.interfaces();
  return Promise.all(
    devices.map(async (device) => describeDevice(device, await scope.home.values(device.address), { interfaces })),
  );
}

/** @throws Refusal 404 */
export async function readDevice(scope: RequestScope, address: string, locale: Locale): Promise<DeviceDetail> {
  const device = await requireDevice(scope, address);
  const interfaces = await scope.home.interfaces(device.central);
  return describeDeviceDetail(device, await scope.home.values(address), { interfaces, locale });
}

/** A drawing of the device's kind changes with the program only; a day keeps lists of devices quick. */
const ICON_CACHE = "public, max-age=86400";

export const devicesOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices",
      role: "viewer",
      served: "here",
      cacheable: true,
      tag: "devices",
      summary: "Devices of all CCUs, sorted by address",
      query: {
        page: Page,
        per_page: PerPage,
        central: QueryText.meta({ description: "Only devices of this CCU" }),
        interface: QueryText.meta({ description: "Part of the interface's name" }),
        model: QueryText.meta({ description: "Part of the model" }),
        name: QueryText.meta({ description: "Part of the name" }),
        address: QueryText.meta({ description: "Part of the address" }),
      },
      responses: { 200: DeviceList },
    },
    async (context) => {
      const { page, per_page, ...filter } = context.query;
      const devices = await findDevices(context, filter);
      const start = (page - 1) * per_page;
      const items = await describeDevices(context, devices.slice(start, start + per_page));
      return ok({ items, page, per_page, total: devices.length }, { [TOTAL_COUNT]: String(devices.length) });
    },
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}",
      role: "viewer",
      served: "here",
      cacheable: true,
      tag: "devices",
      summary: "One device with its channels, firmware and availability",
      params: { addr: DeviceAddress },
      responses: { 200: DeviceDetailSchema, 404: Problem },
    },
    async (context) => ok(await readDevice(context, context.params.addr, localeOf(context))),
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/icon",
      operationId: "getDeviceIcon",
      role: "public",
      served: "here",
      tag: "devices",
      summary: "A drawing of the kind of device; public, because an image element sends no credentials",
      params: { addr: DeviceAddress },
      responses: { 200: media("image/png"), 404: Problem },
    },
    async (context): Promise<Reply<200, Uint8Array>> => {
      const kind = iconKind(await requireDevice(context, context.params.addr));
      return {
        status: 200,
        type: "image/png",
        body: Buffer.from(context.about.icons[kind] ?? "", "base64"),
        headers: { "cache-control": ICON_CACHE },
      };
    },
  ),
];
