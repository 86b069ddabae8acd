/**
 * A start, a day and the upkeep of Home Assistant's integration, call by call, against any place that serves the API: every answer and
 * every push is held against what the client requires of it.
 */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import * as z from "zod";
import { DEADLINE_MS, until } from "../support/program.ts";
import { call, type Frame, StreamClient } from "../support/remote.ts";
import * as models from "./home-assistant-models.ts";
import type { Place } from "./places.ts";

const LIGHT = "000858A9A7C303";
const THERMOSTAT = "000393C9A2B402";
const LAMP = "LEQ0410001";
/** As the client asks: with a parameter that this contract does not know. */
const SNAPSHOT = "/snapshot?include=channels,data_points&released_only=true&central=";
const TOPICS = ["datapoint", "custom_data_point", "device", "central", "system", "hub", "alarm", "security"];

/** The body itself, with all of its members. */
function held<T>(what: string, model: z.ZodType<T>, body: unknown): T {
  const parsed = model.safeParse(body);
  assert.ok(parsed.success, parsed.error && `${what}: ${z.prettifyError(parsed.error)}`);
  return body as T;
}

class Client {
  readonly #place: Place;
  requests = 0;
  constructor(place: Place) {
    this.#place = place;
  }
  ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    this.requests += 1;
    return call(this.#place.url, method, path, {
      headers: { ...this.#place.headers, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  }
  async get<T>(path: string, model: z.ZodType<T>): Promise<T> {
    const { status, body } = await this.ask("GET", path);
    assert.equal(status, 200, `GET ${path}: ${status} ${JSON.stringify(body)}`);
    return held(`GET ${path}`, model, body);
  }
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  async done(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<any> {
    const answer = await this.ask(method, path, body, headers);
    assert.ok(
      answer.status >= 200 && answer.status < 300,
      `${method} ${path}: ${answer.status} ${answer.body?.detail}`,
    );
    return answer.body;
  }
  /** What some servers lack: the client goes on without it, as long as it is a proper 404. */
  async getIfThere(path: string, model: z.ZodType): Promise<void> {
    const { status, body } = await this.ask("GET", path);
    assert.ok(status === 200 || status === 404, `GET ${path}: ${status}`);
    held(`GET ${path}`, status === 200 ? model : models.Problem, body);
  }
}

/** The home as the client builds it: one request for the devices, and one for each device and each channel. */
async function start(client: Client): Promise<void> {
  await client.get("/info", models.Info);
  const { entries } = await client.get("/system/ccu", models.Ccus);
  const [ccu] = entries;
  assert.ok(ccu);
  await client.get("/interfaces", models.Interfaces);
  const snapshot = await client.get(`${SNAPSHOT}${ccu.name}`, models.Snapshot);
  assert.ok((await client.get("/sysvars", models.Sysvar.array())).length > 0);
  assert.ok((await client.get("/programs", models.Program.array())).length > 0);
  const hub = await client.get("/hub/data-points", models.HubDataPoints);
  assert.equal(hub[0]?.daemon_connection.connected, true);
  await client.get("/system/update", models.SystemUpdates);
  await client.get("/alarm-messages", models.AlarmMessages);
  await client.get("/service-messages", models.ServiceMessages);
  await client.get("/visibility/unignore/candidates", models.UnIgnoreCandidates);
  for (const path of ["/i18n/entities", "/security", "/system/addon-update", "/alarm/triggered-motion"])
    await client.getIfThere(path, z.unknown());

  const before = client.requests;
  const channels = snapshot.device_channels.flatMap((device) =>
    device.channels.map((channel) => ({ device: device.device_address, number: channel.number })),
  );
  let calculated = 0;
  const found = new Set<string>();
  for (const { address } of snapshot.devices)
    for (const one of await client.get(`/devices/${address}/cdps`, models.Custom.array())) found.add(one.category);
  for (const { device, number } of channels)
    calculated += (await client.get(`/devices/${device}/channels/${number}/calc-dps`, models.Calculated.array()))
      .length;
  assert.equal(client.requests - before, snapshot.devices.length + channels.length);
  assert.ok(calculated > 0 && found.size > 5, `${calculated} calculated, ${[...found]}`);
  await client.get(`/devices/${THERMOSTAT}/schedule`, models.Schedule);
  await client.get(`/devices/${THERMOSTAT}/channels/1/week_profile`, models.WeekProfile);
}

/** What an administrator does now and then. */
async function upkeep(client: Client): Promise<void> {
  const master = `/devices/${THERMOSTAT}:1/paramsets/MASTER`;
  const paramset = await client.get(master, z.record(z.string(), z.unknown()));
  const [parameter, value] = Object.entries(paramset).find(([, known]) => typeof known === "boolean") ?? [];
  assert.ok(parameter, Object.keys(paramset).join());
  const { token } = await client.done("POST", "/sessions/edit", { key: `channel:${THERMOSTAT}:1:MASTER` });
  await client.done("PUT", master, { [parameter]: value }, { "x-edit-token": token });
  await client.get(`/devices/${THERMOSTAT}/channels/1/ui-schema`, z.object({}));

  const schedule = `/devices/${THERMOSTAT}/schedule`;
  await client.done("PUT", schedule, await client.get(schedule, models.Schedule));

  await client.get(`/devices/${LAMP}/links`, models.Links);
  await client.get(`/devices/${LAMP}/central-links`, models.CentralLinks);

  const [mode] = await client.get("/install-mode/interfaces", models.InstallModes);
  assert.ok(mode);
  for (const active of [true, false])
    await client.done("POST", "/install-mode/interfaces", { interface: mode.interface, active });

  const [newcomer] = await client.get("/inbox", models.Inbox);
  assert.ok(newcomer);
  await client.done("POST", `/devices/${newcomer.address}/accept`, { name: "New contact" });

  const { name } = await client.get(`/devices/${LAMP}`, models.Device);
  await client.done("PATCH", `/devices/${LAMP}`, { name: `${name} 2` });
  await client.done("PATCH", `/devices/${LAMP}`, { name });
  await client.done("POST", `/devices/${LAMP}/reload`);
  await client.done("POST", "/devices/refresh");
  await client.done("POST", "/devices/firmware/refresh");
  for (const { id, quittable } of await client.get("/service-messages", models.ServiceMessages))
    if (quittable) await client.done("POST", `/service-messages/${id}/ack`);
  for (const { id } of await client.get("/alarm-messages", models.AlarmMessages))
    await client.done("POST", `/alarm-messages/${id}/ack`);
  await client.done("DELETE", `/devices/${LAMP}`);

  // not served yet, or not by every server
  await client.getIfThere("/incidents", models.Incidents);
  for (const path of ["/backups", "/diagrams"]) await client.getIfThere(path, z.unknown());
}

/** What people do, and what they see of it. */
async function day(client: Client, stream: StreamClient): Promise<void> {
  const heard = (what: string, from: number, like: (frame: Frame) => boolean) =>
    until(what, () => stream.frames.slice(from).find(like), DEADLINE_MS);
  const from = () => stream.frames.length;

  let mark = from();
  await client.done("PUT", `/devices/${LAMP}/channels/1/data-points/STATE/value`, { value: true });
  const push = await heard("the lamp", mark, ({ type, payload }) => {
    return type === "datapoint.value_changed" && payload.device_address === LAMP && payload.parameter === "STATE";
  });
  assert.equal(push.payload.available, true);

  mark = from();
  await client.done("POST", `/devices/${LIGHT}/cdps/LEVEL@4/turn_on`, {});
  await heard("the light", mark, ({ type, payload }) => {
    return type === "custom_data_point.state_changed" && payload.device_address === LIGHT;
  });
  const light = await client.get(`/devices/${LIGHT}/cdps/LEVEL@4`, models.Custom);
  assert.equal(light.channel_no, 4);

  const sysvars = await client.get("/sysvars", models.Sysvar.array());
  const variable = sysvars.find(
    ({ value_type: type, value }) => /LOGIC|BOOL/i.test(type) && typeof value === "boolean",
  );
  assert.ok(variable, JSON.stringify(sysvars.map(({ value_type }) => value_type)));
  mark = from();
  await client.done("PUT", `/sysvars/${encodeURIComponent(variable.name)}`, { value: variable.value !== true });
  await heard("the variable", mark, ({ type, payload }) => {
    return type === "hub.sysvar_changed" && payload.name === variable.name;
  });

  const [program] = await client.get("/programs", models.Program.array());
  assert.ok(program);
  mark = from();
  await client.done("POST", `/programs/${program.id}/execute`);
  await heard("the program", mark, ({ type, payload }) => {
    return type === "hub.program_executed" && payload.program_id === program.id;
  });
  await client.done("PATCH", `/programs/${program.id}`, { active: false });
  await client.done("PATCH", `/programs/${program.id}`, { active: true });
}

export async function playHomeAssistant(t: TestContext, place: Place): Promise<void> {
  const client = new Client(place);
  await until("the devices", async () => {
    const { body } = await client.ask("GET", "/system/ccu");
    const [ccu] = body?.entries ?? [];
    return ccu?.readiness.ready === true && Boolean(ccu.serial);
  });
  await until("a value", async () => {
    const { body } = await client.ask("GET", `/devices/${LAMP}/channels/1/data-points/STATE`);
    return typeof body?.value === "boolean";
  });
  const stream = await StreamClient.open(t, place.url, place.headers);
  const topics = TOPICS.map((topic) => `${topic}.*`);
  // members that this contract does not know are passed over
  stream.send({ op: "subscribe", topics, released_only: true, echo: "x", later: { than: "3.1.0" } });
  const subscribed = await until("the subscription", () => stream.frames.find(({ op }) => op === "subscribed"));
  assert.deepEqual((subscribed as { topics?: string[] }).topics, topics);

  await start(client);
  await day(client, stream);
  await upkeep(client);

  for (const { type = "", payload, op } of stream.frames) {
    assert.notEqual(op, "error", JSON.stringify(payload));
    const model = models.PUSHES[type];
    if (model) held(type, model, payload);
  }
}
