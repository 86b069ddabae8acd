/** REST operations about whole paramsets: VALUES, MASTER (configuration) and LINK (what one peer triggers). */
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { after } from "../../shared/done.ts";
import { requireChannel } from "../../shared/lookup.ts";
import { AnyAddress, ChannelNumber, DeviceAddress, QueryText } from "../../shared/parameters.ts";
import { DetermineAnswer } from "../answers/paramsets.ts";
import { determine } from "../home/determine-parameter.ts";
import { readParamset } from "../home/read-paramset.ts";
import { writeParamset } from "../home/write-paramset.ts";
import { DetermineRequest, EditToken, ParameterValues, ParamsetKeyName } from "../schemas/paramsets.ts";

const PEER = QueryText.meta({ description: "Address of the other channel; needed for LINK" });
const REFUSALS = { 400: Problem, 404: Problem, 502: Problem, 503: Problem } as const;

export const paramsetsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/paramsets/{key}",
      operationId: "getParamset",
      role: "viewer",
      served: "home",
      tag: "paramsets",
      summary: "A whole paramset of a channel, or the device's own configuration",
      params: { addr: AnyAddress, key: ParamsetKeyName },
      query: { peer: PEER },
      responses: { 200: ParameterValues, ...REFUSALS },
    },
    async (scope) =>
      ok(await readParamset(scope, { address: scope.params.addr, key: scope.params.key, peer: scope.query.peer })),
  ),
  operation(
    {
      method: "PUT",
      path: "/devices/{addr}/paramsets/{key}",
      operationId: "putParamset",
      role: "operator",
      served: "home",
      tag: "paramsets",
      summary: "Write parameters of a paramset; MASTER and LINK need the token of an edit session",
      params: { addr: AnyAddress, key: ParamsetKeyName },
      query: { peer: PEER },
      headers: { "x-edit-token": EditToken },
      body: ParameterValues,
      responses: { 202: null, 403: Problem, 423: Problem, ...REFUSALS },
    },
    (scope) =>
      after(
        writeParamset(
          scope,
          { address: scope.params.addr, key: scope.params.key, peer: scope.query.peer },
          scope.body,
          scope.headers["x-edit-token"],
        ),
        accepted(),
      ),
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/channels/{no}/paramsets/{key}/determine",
      operationId: "determineParameter",
      role: "viewer",
      served: "home",
      tag: "paramsets",
      summary: "Let the device measure a parameter now, and read it",
      params: { addr: DeviceAddress, no: ChannelNumber, key: ParamsetKeyName },
      body: DetermineRequest,
      responses: { 200: DetermineAnswer, ...REFUSALS },
    },
    async (scope) =>
      ok({
        value: await determine(
          scope,
          await requireChannel(scope, scope.params.addr, scope.params.no),
          scope.params.key,
          scope.body.parameter,
        ),
      }),
  ),
];
