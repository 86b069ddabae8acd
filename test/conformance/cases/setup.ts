/** The first-run setup. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { CONFLICT } from "./support.ts";

const SETUP = {
  admin: { username: "Ida", password: "a-long-password" },
  locale: { locale: "de", theme: "dark" },
  ccu: { name: "home", host: "192.0.2.7", username: "Admin", password: "ccu-password", interfaces: ["HmIP-RF"] },
  mqtt: { broker_url: "mqtts://broker.example:8883", username: "u", password: "p" },
};
export const setupCases: Case[] = [
  {
    operation: "GET /setup/status",
    case: "nobody exists yet",
    world: "fresh",
    expect: { status: 200, body: { required: true } },
  },
  { operation: "GET /setup/status", case: "done", expect: { status: 200, body: { required: false } } },
  {
    operation: "POST /setup",
    case: "everything",
    world: "fresh",
    body: SETUP,
    expect: {
      status: 204,
      after: async ({ store }) => assert.ok(!JSON.stringify(await store.list("config")).includes("ccu-password")),
    },
  },
  {
    operation: "POST /setup",
    case: "only what is needed",
    world: "fresh",
    body: { admin: SETUP.admin, locale: SETUP.locale },
    expect: { status: 204 },
  },
  { operation: "POST /setup", case: "completed", body: SETUP, expect: CONFLICT },
  {
    operation: "POST /setup",
    case: "from another site",
    world: "fresh",
    headers: { origin: "https://evil.example" },
    body: SETUP,
    expect: { status: 403, code: "forbidden" },
  },
  {
    operation: "POST /setup",
    case: "a short password",
    world: "fresh",
    body: { ...SETUP, admin: { username: "ida", password: "seven77" } },
    expect: { status: 422, code: "validation", body: { errors: [{ field: "admin.password", min: 8 }] } },
  },
  {
    operation: "POST /setup",
    case: "a broker with a password in its address",
    world: "fresh",
    body: { ...SETUP, mqtt: { broker_url: "mqtt://u:p@broker" } },
    expect: { status: 422, code: "validation" },
  },
  {
    operation: "POST /setup",
    case: "switched off",
    world: "fresh",
    given: ({ running }) => void Object.assign(running.site.settings, { allowSetup: false }),
    body: SETUP,
    expect: { status: 403, code: "forbidden" },
  },
];
