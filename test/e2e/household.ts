/**
 * A household as people use it, over sockets, with a simulated CCU behind its real protocols: a light is dimmed, a blind
 * moved and stopped, a thermostat boosted, a lock opened, a schedule edited, a link added and removed, and everybody who
 * listens hears of it.
 */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { DEADLINE_MS, until as within } from "../support/program.ts";
import { call, type Frame, StreamClient } from "../support/remote.ts";

const LIGHT = "000858A9A7C303";
const BLIND = "0007DA498D5906";
const THERMOSTAT = "000393C9A2B402";
const LOCK = "002A60C99D1911";
const REMOTE_KEY = "JEQ0730012:2";
const LAMP = "LEQ0410001";

/** The devices that the script uses. */
export const USED = [LIGHT, BLIND, THERMOSTAT, LOCK, REMOTE_KEY.split(":")[0] as string, LAMP];

export interface Household {
  url: string;
  headers: Record<string, string>;
}

export interface Patience {
  /** Milliseconds until something that was waited for counts as not happening. */
  deadlineMs?: number;
  /** How often a person asks again who was told that the CCU did not answer. Each order of the script may be repeated. */
  tries?: number;
  /** Milliseconds before that. */
  pauseMs?: number;
}

/** Answers that mean "the CCU did not do it, or nobody knows": ask again. */
const AGAIN = [502, 503, 504];

export async function playHousehold(
  t: TestContext,
  { url, headers }: Household,
  { deadlineMs = DEADLINE_MS, tries = 1, pauseMs = 0 }: Patience = {},
): Promise<void> {
  const until = <T>(what: string, look: () => T | Promise<T>) => within(what, look, deadlineMs);
  const ask = (method: string, path: string, body?: unknown) =>
    call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
  const done = async (method: string, path: string, body?: unknown) => {
    let { status, body: answer } = await ask(method, path, body);
    for (let n = 1; n < tries && AGAIN.includes(status); n++) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      ({ status, body: answer } = await ask(method, path, body));
    }
    assert.ok(status >= 200 && status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const isLoaded = async () => {
    const { body } = await ask("GET", `/devices/${LAMP}/channels/1/data-points/STATE`);
    const { status } = await ask("GET", `/devices/${THERMOSTAT}/cdps/SET_POINT_TEMPERATURE`);
    return status === 200 && typeof body?.value === "boolean";
  };
  await until("the devices", isLoaded);

  const stream = await StreamClient.open(t, url, headers);
  await stream.subscribe(["*"]);
  /** The next event (after the `from` that came before) whose payload is like that. */
  const heard = (what: string, from: number, type: string, like: (payload: Frame["payload"]) => boolean) =>
    until(what, () => stream.frames.slice(from).find((frame) => frame.type === type && like(frame.payload)));
  const state = (address: string, name: string, from: number, like: (state: Frame["payload"]) => boolean) =>
    heard(
      `${name} of ${address}`,
      from,
      "custom_data_point.state_changed",
      (payload) => payload.device_address === address && payload.name === name && like(payload.state),
    );
  const invoke = (address: string, name: string, operation: string, params: object = {}) =>
    done("POST", `/devices/${address}/cdps/${encodeURIComponent(name)}/${operation}`, { params });

  // a light is dimmed: it is heard, and read
  let from = stream.frames.length;
  await invoke(LIGHT, "LEVEL@4", "set_level", { level: 0.4 });
  const dimmed = await state(LIGHT, "LEVEL@4", from, ({ brightness }) => brightness === 102);
  assert.equal(dimmed.topic, `device.${LIGHT}.cdps.LEVEL@4`);
  assert.partialDeepStrictEqual(dimmed.payload, {
    central: "demo",
    channel: 4,
    kind: "light",
    state: { state: "ON" },
  });
  await heard(
    "the level itself",
    from,
    "datapoint.value_changed",
    ({ device_address, parameter, value }) => device_address === LIGHT && parameter === "LEVEL" && value === 0.4,
  );
  await until("the light's state", async () => {
    const { body } = await ask("GET", `/devices/${LIGHT}/cdps/LEVEL@4`);
    return body.state.brightness === 102;
  });

  // a blind moves, and stops where it is
  from = stream.frames.length;
  await invoke(BLIND, "LEVEL@4", "close");
  await state(BLIND, "LEVEL@4", from, ({ direction }) => direction === "closing");
  from = stream.frames.length;
  await invoke(BLIND, "LEVEL@4", "stop");
  const stopped = await state(BLIND, "LEVEL@4", from, ({ direction }) => direction === "stopped");
  assert.ok(stopped.payload.state.current_position > 0, JSON.stringify(stopped.payload));

  // a thermostat is boosted, by the command of the socket
  from = stream.frames.length;
  const boost = () =>
    stream.call("cdp.invoke", {
      device: THERMOSTAT,
      name: "SET_POINT_TEMPERATURE",
      operation: "enable_boost",
      params: {},
    });
  let boosted = await boost();
  for (let n = 1; n < tries && boosted.error; n++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    boosted = await boost();
  }
  assert.equal(boosted.error, undefined, JSON.stringify(boosted));
  const warmer = await state(THERMOSTAT, "SET_POINT_TEMPERATURE", from, (s) => s.preset_mode === "boost");
  assert.partialDeepStrictEqual(warmer.payload, { channel: 1, kind: "climate_hmip" });

  // a lock is opened
  from = stream.frames.length;
  await invoke(LOCK, "LOCK_STATE", "open");
  await state(LOCK, "LOCK_STATE", from, (s) => s.is_unlocking || s.lock_state === "OPEN");

  // a schedule is edited: what was written is read
  from = stream.frames.length;
  const saturday = { base_temperature: 17, periods: [{ start_time: "06:00", end_time: "09:00", temperature: 21 }] };
  const path = `/devices/${THERMOSTAT}/schedule`;
  const shown = await done("GET", path);
  await done("PUT", path, { ...shown, profiles: { P1: { weekdays: { SATURDAY: saturday } } } });
  await heard(
    "that it is on its way to the device",
    from,
    "datapoint.value_changed",
    ({ parameter }) => parameter === "CONFIG_PENDING",
  );
  assert.deepEqual((await done("GET", path)).profiles.P1.weekdays.SATURDAY, saturday);

  // a link is added, listed and removed
  const links = `/devices/${LAMP}/links`;
  const senders = async () =>
    (await done("GET", links)).map(({ sender_address }: { sender_address: string }) => sender_address) as string[];
  const before = await senders();
  await done("POST", links, { sender_address: REMOTE_KEY, receiver_address: `${LAMP}:1`, name: "Second key" });
  assert.deepEqual((await senders()).sort(), [...before, REMOTE_KEY].sort());
  await done("DELETE", `${links}?sender=${encodeURIComponent(REMOTE_KEY)}&receiver=${encodeURIComponent(`${LAMP}:1`)}`);
  assert.deepEqual(await senders(), before);

  const { centrals } = await done("GET", "/config");
  assert.deepEqual(
    centrals.map(({ name }: { name: string }) => name),
    ["demo"],
  );

  // and who did all that can be read
  const actions = ((await done("GET", "/audit")) as { action: string; user: string }[]).map(({ action }) => action);
  for (const action of ["data_point_write", "schedule_write", "link_add", "link_remove"])
    assert.ok(
      actions.some((one) => one.includes(action)),
      `${action} in ${actions.join(", ")}`,
    );

  const seqs = stream.events.map(({ seq }) => seq);
  assert.deepEqual(
    seqs,
    [...new Set(seqs)].sort((a, b) => a - b),
    "once and in order",
  );
}
