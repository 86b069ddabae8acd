/** The types of the SDK: what must compile, and what must not. `npm run check:types` is the test; nothing here runs. */
import { test } from "node:test";
import type { Client, EventOf, Gap, ItemOf, Schemas, SnapshotItem, TypesOf } from "../../adapters/client/index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const yes = <T extends true>(_: T | undefined = undefined): void => {};

async function operations(client: Client): Promise<void> {
  const device = await client.GET("/devices/{addr}", { params: { path: { addr: "A" } } });
  if (device.error === undefined) yes<Equal<typeof device.data, Schemas["DeviceDetail"]>>();
  else yes<Equal<typeof device.status, 0 | 400 | 401 | 403 | 404 | 429 | 500 | 503>>();
  if (device.status === 200) yes<Equal<typeof device.data, Schemas["DeviceDetail"]>>();
  if (device.status === 404) yes<Equal<typeof device.error.status, 404>>();
  // @ts-expect-error no such path
  await client.GET("/device/{addr}", { params: { path: { addr: "A" } } });
  // @ts-expect-error no such method at this path
  await client.POST("/devices/{addr}", { params: { path: { addr: "A" } } });
  // @ts-expect-error the address is missing
  await client.GET("/devices/{addr}");
  // @ts-expect-error another parameter
  await client.GET("/devices/{addr}", { params: { path: { address: "A" } } });
  // @ts-expect-error a parameter of the wrong type
  await client.GET("/devices", { params: { query: { per_page: "many" } } });
  await client.GET("/devices", { params: { query: { per_page: 5, central: "a" } } });
  // any operation takes the CCU
  await client.GET("/devices/{addr}", { params: { path: { addr: "A" }, query: { central: "a" } } });
  // @ts-expect-error a body is required
  await client.POST("/auth/login");
  // @ts-expect-error a member is missing
  await client.POST("/auth/login", { body: { username: "a" } });
  // @ts-expect-error GET has no body
  await client.GET("/devices", { body: {} });
  // @ts-expect-error the answer may be a problem
  device.data.address;
  for await (const row of client.rows("/devices")) yes<Equal<typeof row, Schemas["DeviceSummary"]>>();
  for await (const row of client.rows("/programs")) yes<Equal<typeof row, Schemas["ProgramSummary"]>>();
  // @ts-expect-error this list has no pages
  client.rows("/interfaces");
}

async function commands(client: Client): Promise<void> {
  const { data, error } = await client.call("paramset.get", { channel_address: "A:1" });
  if (error === undefined) yes<Equal<typeof data.values, Record<string, unknown>>>();
  await client.call("devices.list");
  // @ts-expect-error no such command
  await client.call("devices.lists");
  // @ts-expect-error arguments are required
  await client.call("paramset.get");
  // @ts-expect-error an argument of the wrong type
  await client.call("paramset.get", { channel_address: 1 });
}

async function topics(client: Client): Promise<void> {
  yes<
    Equal<
      TypesOf<"hub.*">,
      Extract<keyof import("../../adapters/client/index.ts").Broadcasts, `hub.${string}` | "connectivity.changed">
    >
  >();
  yes<Equal<TypesOf<"device.0001.channels.1.trigger">, "device.trigger">>();
  yes<
    Equal<
      TypesOf<"device.0001.channels.1.data_points.*">,
      "datapoint.value_changed" | "datapoint.optimistic_rolled_back"
    >
  >();
  yes<Equal<TypesOf<"device.0001.cdps.LEVEL@4">, "custom_data_point.state_changed">>();
  // names of CCUs and variables may have dots
  yes<Equal<TypesOf<"hub.my.ccu.inbox">, "hub.inbox_changed">>();
  yes<Equal<TypesOf<"hub.ccu.sysvars.a.b">, "hub.sysvar_changed">>();
  yes<Equal<TypesOf<"nothing.*">, never>>();
  yes<Equal<TypesOf<string>, TypesOf<"*">>>();
  yes<Equal<ItemOf<"central.a.readiness">, EventOf<"central.readiness_changed"> | Gap | SnapshotItem>>();
  for await (const item of client.events(["device.*", "central.*"])) {
    if (item.type === "datapoint.value_changed")
      yes<Equal<typeof item.payload, Schemas["DataPointValueChangedPayload"]>>();
    if (item.type === "gap") yes<Equal<typeof item, Gap>>();
    // @ts-expect-error no such event in these topics
    if (item.type === "hub.inbox_changed") return;
  }
  const stream = client.events("hub.*");
  stream.on("hub.inbox_changed", ({ payload }) => yes<Equal<typeof payload, Schemas["HubCountChangedPayload"]>>());
  // @ts-expect-error no such event in these topics
  stream.on("device.trigger", () => {});
}

test("types of operations, commands and topics", () => void [operations, commands, topics]);
