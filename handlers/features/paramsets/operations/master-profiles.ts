/** REST operations about ready-made settings of channels. */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { ChannelNumber, DeviceAddress } from "../../shared/parameters.ts";
import { MasterProfile, MasterProfileList, MatchAnswer } from "../answers/master-profiles.ts";
import { listProfiles, matchProfile, readProfile } from "../master-profiles.ts";
import { FormLocale } from "../schemas/forms.ts";
import { MatchRequest, ProfileId } from "../schemas/master-profiles.ts";

const PLACE = { addr: DeviceAddress, no: ChannelNumber };

export const masterProfileOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/master-profiles",
      operationId: "listMasterProfiles",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "Ready-made settings that the channel can have",
      params: PLACE,
      query: { locale: FormLocale },
      responses: { 200: MasterProfileList, 404: Problem },
    },
    async (scope) => ok(await listProfiles(scope, scope.params.addr, scope.params.no, scope.query.locale)),
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/master-profiles/{id}",
      operationId: "getMasterProfile",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "A ready-made setting with what it demands of each parameter",
      params: { ...PLACE, id: ProfileId },
      responses: { 200: MasterProfile, 400: Problem, 404: Problem },
    },
    async (scope) => ok(await readProfile(scope, scope.params.addr, scope.params.no, scope.params.id)),
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/channels/{no}/master-profiles/match",
      operationId: "matchMasterProfile",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "Which ready-made setting these values are",
      params: PLACE,
      body: MatchRequest,
      bodyOptional: true,
      responses: { 200: MatchAnswer, 400: Problem, 404: Problem },
    },
    async (scope) =>
      ok({
        active_id: await matchProfile(scope, scope.params.addr, scope.params.no, scope.body?.current_values ?? {}),
      }),
  ),
];
