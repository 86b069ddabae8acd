/** Names of sensors by their ids, read once for each zone that is looked at. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { client } from "../../state/session.ts";

const names = signal<ReadonlyMap<string, string>>(new Map());

export async function loadSensorNames(zone: string): Promise<void> {
  const { data } = await client.GET("/alarm/zones/{id}/sensors", { params: { path: { id: zone } } });
  if (data === undefined) return;
  const found = data.map(({ id, name, channel_address }) => [id, name || channel_address] as const);
  names.value = new Map([...names.value, ...found]);
}

export function useSensorNames(zone: string): void {
  useEffect(() => void loadSensorNames(zone), [zone]);
}

/** The id where the name is not known. */
export const sensorName = (id: string): string => names.value.get(id) ?? id;
