/** REST operations of Matter. */
import { noContent, type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { integerText } from "../shared/parameters.ts";
import {
  MatterBulkResult,
  MatterCommissioningWindowResponse,
  MatterExposureList,
  MatterFabricList,
  MatterSetupPayload,
  MatterStatus,
} from "./answers.ts";
import { listExposable, updateExposable, updateManyExposable } from "./home/exposable.ts";
import { listFabrics, revokeFabric } from "./home/fabrics.ts";
import { matterStatus } from "./home/status.ts";
import { closeWindow, openWindow, setupPayload } from "./home/window.ts";
import { MatterCommissioningWindowRequest, MatterExposureBulkUpdate, MatterExposureUpdate } from "./schemas.ts";

const HOME = { served: "home", tag: "matter" } as const;
/** A window has the secrets of commissioning in its answer. */
const WINDOW = {
  ...HOME,
  method: "POST",
  role: "admin",
  body: MatterCommissioningWindowRequest,
  bodyOptional: true,
  secretReply: true,
  responses: { 200: MatterCommissioningWindowResponse, 400: Problem, 409: Problem, 500: Problem, 503: Problem },
} as const;

export const matterOperations: Operation[] = [
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/matter/status",
      operationId: "matterStatus",
      role: "viewer",
      summary: "How the Matter bridge is; also where it is switched off",
      responses: { 200: MatterStatus },
    },
    async (scope) => ok(await matterStatus(scope)),
  ),
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/matter/fabrics",
      operationId: "listMatterFabrics",
      role: "viewer",
      summary: "Networks of controllers that the bridge belongs to",
      responses: { 200: MatterFabricList, 500: Problem, 503: Problem },
    },
    async (scope) => ok({ fabrics: listFabrics(scope) }),
  ),
  operation(
    {
      ...HOME,
      method: "DELETE",
      path: "/matter/fabrics/{id}",
      operationId: "revokeMatterFabric",
      role: "admin",
      summary: "Leave a fabric; with the last one the bridge forgets all of them and begins anew",
      params: { id: integerText(1, 254).meta({ description: "Index of the fabric" }) },
      responses: { 204: null, 400: Problem, 404: Problem, 500: Problem, 503: Problem },
    },
    async (scope) => {
      await revokeFabric(scope, scope.params.id);
      return noContent();
    },
  ),
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/matter/exposable",
      operationId: "listMatterExposable",
      role: "viewer",
      summary: "What can be shown in Matter, with the verdict about each, and what is chosen",
      responses: { 200: MatterExposureList, 500: Problem, 503: Problem },
    },
    async (scope) => ok({ items: await listExposable(scope) }),
  ),
  operation(
    {
      ...HOME,
      method: "PUT",
      path: "/matter/exposable",
      operationId: "updateMatterExposable",
      role: "admin",
      summary: "Show a data point in Matter, or no longer",
      body: MatterExposureUpdate,
      responses: { 204: null, 400: Problem, 500: Problem, 503: Problem },
    },
    async (scope) => {
      await updateExposable(scope, scope.body);
      return noContent();
    },
  ),
  operation(
    {
      ...HOME,
      method: "POST",
      path: "/matter/exposable/bulk",
      operationId: "bulkUpdateMatterExposable",
      role: "admin",
      summary: "The same for many: all of them, or none where one is wrong",
      body: MatterExposureBulkUpdate,
      responses: { 200: MatterBulkResult, 204: null, 400: Problem, 500: Problem, 503: Problem },
    },
    async (scope) => {
      const applied = await updateManyExposable(scope, scope.body.items);
      return applied === 0 ? noContent() : ok({ applied });
    },
  ),
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/matter/setup-payload",
      operationId: "matterSetupPayload",
      role: "viewer",
      summary: "The QR code of the bridge; it works while a window is open",
      secretReply: true,
      responses: { 200: MatterSetupPayload, 500: Problem, 503: Problem },
    },
    async (scope) => ok(await setupPayload(scope)),
  ),
  operation(
    {
      ...WINDOW,
      path: "/matter/commissioning/window",
      operationId: "openMatterCommissioningWindow",
      summary: "Let somebody commission the bridge, for 15 minutes or less",
    },
    async (scope) => ok(await openWindow(scope, scope.body ?? {}, "matter_commissioning")),
  ),
  operation(
    {
      ...HOME,
      method: "POST",
      path: "/matter/commissioning/window/close",
      operationId: "closeMatterCommissioningWindow",
      role: "admin",
      summary: "Nobody may commission the bridge any more",
      responses: { 204: null, 500: Problem, 503: Problem },
    },
    async (scope) => {
      await closeWindow(scope);
      return noContent();
    },
  ),
  operation(
    {
      ...WINDOW,
      path: "/matter/share",
      operationId: "shareMatterBridge",
      summary: "Let a second app have the bridge: opens a window as well",
    },
    async (scope) => ok(await openWindow(scope, scope.body ?? {}, "matter_share")),
  ),
];
