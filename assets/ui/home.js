// The landing page: status for everybody; after login the devices with live values, and the event stream.
// It uses nothing but the public API, as any client would.
const $ = (id) => document.getElementById(id);
const make = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};
const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

async function api(method, path, body) {
  const response = await fetch(`api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(method === "GET" ? {} : { "x-csrf-token": cookie("openccu_loom_csrf") ?? "" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  // where the session at an identity provider is ended, too
  if (path === "/auth/logout" && response.ok) return response.headers.get("x-ccu-anywhere-end-session");
  const text = await response.text();
  const data = text ? JSON.parse(text) : undefined;
  if (response.ok || path === "/health") return data;
  throw Object.assign(new Error(data?.detail ?? data?.title ?? response.statusText), { status: response.status });
}

// ---- status, without login
async function showStatus() {
  const [info, health] = await Promise.all([api("GET", "/info"), api("GET", "/health")]);
  const chip = (text, state) => make("span", { className: `chip ${state ?? ""}`, textContent: text });
  $("status").replaceChildren(
    chip(`version ${info.version} · API ${info.api_version}`),
    chip(`up ${info.uptime}`),
    chip(health.status, health.status),
    ...health.components.map((c) => chip(c.note ? `${c.name}: ${c.note}` : c.name, c.status)),
  );
}

// ---- devices
/** Parameters that say something to a person, most telling first. */
const TELLING = ["STATE", "LEVEL", "LOCK_STATE", "ACTUAL_TEMPERATURE", "SET_POINT_TEMPERATURE", "SET_TEMPERATURE", "TEMPERATURE", "HUMIDITY", "MOTION", "PRESENCE_DETECTION_STATE", "SMOKE_DETECTOR_ALARM_STATUS", "POWER", "ENERGY_COUNTER", "ILLUMINATION", "WIND_SPEED", "RAINING", "VALVE_STATE", "WINDOW_STATE", "LOW_BAT", "LOWBAT"]; // biome-ignore format: one list, one line
/** Rows of one card. */
const ROWS = 4;
const shown = new Map();

const words = (label) => label.toLowerCase().replaceAll("_", " ");
const format = (point, value) => {
  if (value === null || value === undefined) return "–";
  const labels = point.value_list;
  if (labels && (typeof value === "boolean" || Number.isInteger(value)))
    return words(labels[Number(value)] ?? String(value));
  if (typeof value === "string") return words(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value !== "number") return String(value);
  const percent = point.unit === "%" && Number(point.max) <= 1.01;
  return `${Math.round((percent ? value * 100 : value) * 10) / 10}${point.unit ? ` ${point.unit}` : ""}`;
};

function control(address, channel, point) {
  const path = `/devices/${encodeURIComponent(address)}/channels/${channel}/data-points/${point.parameter}/value`;
  const send = (value) => api("PUT", path, { value }).catch((error) => note(`refused: ${error.message}`));
  if (point.parameter === "STATE" && point.operations.write && point.type === "BOOL")
    return [
      make("button", { type: "button", textContent: "on", onclick: () => send(true) }),
      make("button", { type: "button", textContent: "off", onclick: () => send(false) }),
    ];
  if (point.parameter === "LEVEL" && point.operations.write) {
    const slider = make("input", { type: "range", min: 0, max: 1, step: 0.05, ariaLabel: "level" });
    slider.value = String(point.value ?? 0);
    slider.onchange = () => send(Number(slider.value));
    return [slider];
  }
  return [];
}

function card(device, channels) {
  const list = make("dl");
  const controls = make("div", { className: "controls" });
  const points = channels.flatMap((channel) => (channel.data_points ?? []).map((point) => ({ channel, point })));
  const telling = points.filter(({ point }) => TELLING.includes(point.parameter));
  telling.sort((a, b) => TELLING.indexOf(a.point.parameter) - TELLING.indexOf(b.point.parameter));
  const seen = new Set();
  for (const { channel, point } of telling) {
    const topic = `device.${device.address}.channels.${channel.number}.data_points.${point.parameter}`;
    if (controls.childElementCount === 0) controls.append(...control(device.address, channel.number, point));
    // the virtual channels of HomematicIP repeat what their first one says
    if (seen.has(point.parameter) || seen.size >= ROWS) continue;
    seen.add(point.parameter);
    const value = make("dd", { textContent: format(point, point.value) });
    shown.set(topic, { value, point });
    list.append(make("dt", { textContent: point.parameter_label ?? point.parameter }), value);
  }
  const rooms = device.rooms?.join(", ");
  return make(
    "article",
    { className: `card${device.available ? "" : " away"}` },
    make(
      "h3",
      {},
      make("img", { src: `api/v1/devices/${encodeURIComponent(device.address)}/icon`, alt: "" }),
      device.name,
    ),
    make("p", {
      className: "sub",
      textContent: [rooms, device.model, device.available ? "" : "unreachable"].filter(Boolean).join(" · "),
    }),
    list,
    controls,
  );
}

async function showHome() {
  const snapshot = await api("GET", "/snapshot?include=data_points");
  const channels = new Map((snapshot.device_channels ?? []).map((d) => [d.device_address, d.channels]));
  shown.clear();
  const cards = make("div", { className: "cards" });
  for (const device of snapshot.devices) {
    const node = card(device, channels.get(device.address) ?? []);
    node.dataset.text = [device.name, device.model, device.address, ...(device.rooms ?? [])].join(" ").toLowerCase();
    cards.append(node);
  }
  $("devices").replaceChildren(cards);
  const chip = (text) => make("span", { className: "chip", textContent: text });
  $("hub").replaceChildren(
    chip(`${snapshot.devices.length} devices`),
    chip(`${snapshot.rooms?.length ?? 0} rooms`),
    chip(`${snapshot.programs?.length ?? 0} programs`),
    chip(`${snapshot.sysvars?.length ?? 0} system variables`),
    ...(snapshot.interfaces ?? []).map((i) => chip(`${i.interface} ${i.connected ? "connected" : "away"}`)),
  );
}

$("filter").oninput = (event) => {
  const text = event.target.value.toLowerCase();
  for (const node of document.querySelectorAll(".card")) node.hidden = !node.dataset.text.includes(text);
};

// ---- the stream
let cursor;
function note(text) {
  const list = $("events");
  list.prepend(make("li", { textContent: text, title: text }));
  while (list.childElementCount > 200) list.lastChild.remove();
}

function onEvent(event) {
  cursor = event.seq;
  const { payload } = event;
  note(
    `${event.ts.slice(11, 23)}  ${event.topic}  ${payload.value === undefined ? event.type : JSON.stringify(payload.value)}`,
  );
  const row = event.type === "datapoint.value_changed" ? shown.get(event.topic) : undefined;
  if (!row) return;
  row.value.textContent = format(row.point, payload.value);
  row.value.classList.add("fresh");
  setTimeout(() => row.value.classList.remove("fresh"), 2000);
}

function stream() {
  const base = new URL("api/v1/events", document.baseURI);
  base.protocol = base.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(base);
  const state = (text) => {
    $("stream-state").textContent = text;
  };
  socket.onopen = () => {
    state("live");
    socket.send(JSON.stringify({ op: "subscribe", topics: ["*"], ...(cursor === undefined ? {} : { since: cursor }) }));
  };
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.op === "ping") socket.send('{"op":"pong"}');
    else if (frame.op === "replay_lost") {
      cursor = undefined;
      void showHome();
    } else if (frame.type) onEvent(frame);
  };
  socket.onclose = () => {
    if ($("home").hidden) return;
    state("reconnecting");
    setTimeout(stream, 2000);
  };
}

// ---- login
const REFUSALS = {
  bad_state: "That took too long, or began in another browser. Please try again.",
  access_denied: "The identity provider has refused.",
  no_role: "Your account at the identity provider has no role here.",
  account_exists: "There is a user of your name already, who is not you.",
  unknown_user: "You are not known here.",
};

/** Links to identity providers, and why the last try has failed. */
async function showProviders() {
  const reason = new URLSearchParams(location.search).get("error");
  if (reason !== null) {
    $("login-error").textContent = REFUSALS[reason] ?? "Signing in at the identity provider has failed.";
    history.replaceState(null, "", location.pathname);
  }
  const providers = await api("GET", "/auth/oidc/providers").catch(() => []);
  const link = ({ name, label }) =>
    make("a", { href: `api/v1/auth/oidc/start?provider=${name}` }, `Sign in with ${label}`);
  $("providers").replaceChildren(...providers.flatMap((one) => [link(one), " "]));
  $("providers").hidden = providers.length === 0;
}

async function enter() {
  let me;
  try {
    me = await api("GET", "/auth/me");
  } catch {
    $("login").hidden = false;
    $("home").hidden = true;
    $("who").hidden = true;
    void showProviders();
    return;
  }
  $("subject").textContent = me.subject;
  $("role").textContent = me.role;
  $("who").hidden = false;
  $("login").hidden = true;
  $("home").hidden = false;
  await showHome();
  stream();
}

$("login-form").onsubmit = async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  $("login-error").textContent = "";
  try {
    await api("POST", "/auth/login", { username: form.get("username"), password: form.get("password") });
    await enter();
  } catch (error) {
    $("login-error").textContent = error.message;
  }
};
$("logout").onclick = async () => {
  $("home").hidden = true;
  const elsewhere = await api("POST", "/auth/logout");
  if (elsewhere) location.assign(elsewhere);
  else await enter();
};

void showStatus();
setInterval(() => void showStatus(), 15_000);
void enter();
