/** Devices as the home knows them. */
import { media, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { TOTAL_COUNT } from "../../shared/lists.ts";
import { localeOf } from "../../shared/locale.ts";
import { DeviceAddress, Page, PerPage, QueryText } from "../../shared/parameters.ts";
import { DeviceDetail, DeviceList } from "../answers/devices.ts";
import { listDevicePage, readDevice } from "../read-devices.ts";
import { readIcon } from "../read-icon.ts";

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
    async (scope) => {
      const page = await listDevicePage(scope, scope.query);
      return ok(page, { [TOTAL_COUNT]: String(page.total) });
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
      responses: { 200: DeviceDetail, 404: Problem },
    },
    async (scope) => ok(await readDevice(scope, scope.params.addr, localeOf(scope))),
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
    (scope) => readIcon(scope, scope.params.addr),
  ),
];
