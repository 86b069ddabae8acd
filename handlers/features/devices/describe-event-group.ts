/** An event group as the API shows it. */

import { isAvailable, isConnected } from "../../model/availability.ts";
import { iso } from "../../model/iso-time.ts";
import type { Values } from "../../model/shown-value.ts";
import { type Channel, type Device, type EventGroup, type ValueState, valueKey } from "../../model/types.ts";
import type { EventGroupSummary, TriggeredEventSummary } from "./answers/devices.ts";
import type { DeviceView } from "./describe-device.ts";

function lastTriggered(channel: Channel, group: EventGroup, values: Values): TriggeredEventSummary | undefined {
  let newest: { parameter: string; state: ValueState } | undefined;
  for (const parameter of group.parameters) {
    const state = values.get(valueKey(channel.number, "VALUES", parameter));
    if (state && state.source !== "unobserved" && (!newest || state.changedAt > newest.state.changedAt))
      newest = { parameter, state };
  }
  return (
    newest && { parameter: newest.parameter, value: newest.state.value, triggered_at: iso(newest.state.changedAt) }
  );
}

export function describeEventGroup(
  device: Device,
  channel: Channel,
  group: EventGroup,
  values: Values,
  view: DeviceView,
): EventGroupSummary {
  const last = lastTriggered(channel, group, values);
  return {
    channel_address: group.channelAddress,
    unique_id: group.uniqueId,
    kind: group.kind,
    event_types: group.parameters.map((parameter) => parameter.toLowerCase()),
    parameters: [...group.parameters],
    available: isAvailable(values, isConnected(device, view.interfaces)),
    ...(last ? { last_triggered_event: last } : {}),
  };
}
