/** Orders to lights, blinds, thermostats …: the operations of the API, with arguments as they come by MQTT. */
import { badRequest, notFound } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { type CustomDataPoint, customDataPointsOf, reading } from "../../../../model/custom/bind.ts";
import { idOf } from "../../../../model/device-id.ts";
import { requireDevice } from "../../../shared/lookup.ts";
import { invokeCustom } from "../../../values/home/invoke-custom.ts";
import { type CommandPayload, isMembers } from "./payload.ts";

/** How long somebody is away who chooses "away" where nobody can say until when. */
const AWAY = "+24h";

interface Order {
  readonly operation: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Home Assistant adds what no light of this home has. */
const withoutFlash = ({ flash: _, ...params }: Readonly<Record<string, unknown>>) => params;

/** A bare value is the first argument of an operation that takes some. */
function argumentsOf(custom: CustomDataPoint, operation: string, { text, value }: CommandPayload): Order["params"] {
  const takes = custom.profile.operations[operation]?.takes ?? [];
  if (isMembers(value)) return takes.includes("color") ? withoutFlash(value) : value;
  const [first] = takes;
  if (first === undefined || text.trim() === "") return {};
  return { [first]: value };
}

/** The operation is named by the payload: as a bare word, or as the member `operation` beside its arguments. @throws Refusal 400 */
function namedOrder(custom: CustomDataPoint, { text, value }: CommandPayload): Order {
  if (!isMembers(value)) return { operation: text.trim(), params: {} };
  const { operation, ...params } = value;
  if (typeof operation !== "string") throw badRequest("the member operation is missing");
  return { operation, params: argumentsOf(custom, operation, { text, value: params }) };
}

/**
 * "Away" is a preset in Home Assistant, here it has operations of its own: choosing it means a day, choosing another one
 * means that it is over.
 */
async function presets(scope: RequestScope, custom: CustomDataPoint, order: Order, device: Parameters<typeof idOf>[0]) {
  if (custom.profile.category !== "climate" || order.operation !== "set_profile") return [order];
  const { profile } = order.params;
  if (profile === "away") return [{ operation: "enable_away", params: { until: AWAY } }];
  const state = custom.profile.state(reading(custom, await scope.home.values(idOf(device))));
  if (state.preset_mode !== "away") return [order];
  const over = { operation: "disable_away", params: {} };
  return profile === "none" ? [over] : [over, order];
}

/** @throws Refusal 400 404 422 423 503, CcuFault */
export async function orderCustom(
  scope: RequestScope,
  place: { address: string; channel: number | null; kind: string; operation?: string | undefined },
  payload: CommandPayload,
): Promise<void> {
  const device = await requireDevice(scope, place.address);
  const custom = customDataPointsOf(device).points.find(
    (point) => point.channel.number === place.channel && point.profile.kind === place.kind,
  );
  if (!custom) throw notFound(`no ${place.kind} on channel ${place.channel} of ${place.address}`);
  const order =
    place.operation === undefined
      ? namedOrder(custom, payload)
      : { operation: place.operation, params: argumentsOf(custom, place.operation, payload) };
  for (const one of await presets(scope, custom, order, device))
    await invokeCustom(scope, place.address, custom.name, one);
}

/** By the name that it has on the API. @throws as {@link orderCustom} */
export async function invokeByName(
  scope: RequestScope,
  { address, name, operation }: { address: string; name: string; operation: string },
  { value, text }: CommandPayload,
): Promise<void> {
  if (!isMembers(value) && text.trim() !== "") throw badRequest("the payload takes the operation's arguments as JSON");
  await invokeCustom(scope, address, name, { operation, params: isMembers(value) ? value : {} });
}
