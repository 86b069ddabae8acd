/** The port `UserBroker` on mqtt.js: with aedes, and with Mosquitto where it is installed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createUserBroker } from "../../adapters/mqtt/user-broker.ts";
import { noMosquitto, secretOf, startMosquitto } from "../support/mosquitto.ts";
import { startPlainBroker } from "../support/plain-broker.ts";
import { describeUserBroker, startSilence } from "./user-broker-suite.ts";

describeUserBroker("aedes", {
  start: () => startPlainBroker({ login: (name) => name !== "nobody" }),
  protocols: ["3.1.1"],
  login: {},
  wrongLogin: { username: "nobody", password: "x" },
});

describeUserBroker("Mosquitto", {
  async start() {
    const broker = await startMosquitto({ ccu: ["readwrite #"] });
    return { ...broker, restart: (during) => broker.restart(async () => during?.()) };
  },
  protocols: ["5", "3.1.1"],
  login: { username: "ccu", password: secretOf("ccu") },
  wrongLogin: { username: "ccu", password: "wrong" },
  skip: noMosquitto,
});

const login = (url: string) => ({ url, clientId: "c", protocol: "3.1.1", will: { topic: "t", payload: "" } }) as const;
const nobody = { message() {}, connection() {} };

test("a machine that accepts and says nothing is given up in time", async (t) => {
  const silence = await startSilence();
  t.after(() => silence.stop());
  await assert.rejects(createUserBroker({ connectMs: 50 }).connect(login(silence.url), nobody), /does not answer/);
});

test("a subscription that the broker refuses is told", async (t) => {
  const broker = await startPlainBroker({ subscribe: (filter) => filter !== "secret" });
  t.after(() => broker.stop());
  const link = await createUserBroker().connect(login(broker.url), nobody);
  t.after(() => link.close());
  await assert.rejects(link.subscribe(["open", "secret"], 1));
});
