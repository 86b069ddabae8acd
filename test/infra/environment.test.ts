import assert from "node:assert/strict";
import { test } from "node:test";
import { readEnvironment, SECRET_LEAST } from "../../infra/functions/environment.ts";

const LEAST = {
  CCU_ANYWHERE_SECRET: "x".repeat(43),
  CCU_ANYWHERE_TABLE: "ccu-anywhere",
  CCU_ANYWHERE_BROKER_URL: "wss://abc-ats.iot.eu-central-1.amazonaws.com/mqtt",
  CCU_ANYWHERE_WS_ENDPOINT: "https://abc.execute-api.eu-central-1.amazonaws.com/live/",
};

test("four variables are enough", () => {
  const { table, wsEndpoint, corsOrigins, locale, siteRole } = readEnvironment(LEAST);
  assert.equal(table, "ccu-anywhere");
  assert.equal(wsEndpoint, "https://abc.execute-api.eu-central-1.amazonaws.com/live");
  assert.deepEqual([corsOrigins, locale, siteRole], [[], "en", undefined]);
});

test("a secret of the least length is taken", () => {
  const secret = "x".repeat(SECRET_LEAST);
  assert.equal(readEnvironment({ ...LEAST, CCU_ANYWHERE_SECRET: secret }).secret, secret);
});

test("pages elsewhere and the language are the deployment's choice", () => {
  const { corsOrigins, locale } = readEnvironment({
    ...LEAST,
    CCU_ANYWHERE_CORS_ORIGINS: "https://panel.example, http://localhost:3000",
    CCU_ANYWHERE_LOCALE: "de",
  });
  assert.deepEqual(corsOrigins, ["https://panel.example", "http://localhost:3000"]);
  assert.equal(locale, "de");
});

test("what is missing or of another kind is named, its value is not", () => {
  const secret = "mqtt-password-of-the-cloud";
  const wrong: [string, string | undefined][] = [
    ["CCU_ANYWHERE_TABLE", undefined],
    ["CCU_ANYWHERE_TABLE", "a"],
    ["CCU_ANYWHERE_SECRET", undefined],
    ["CCU_ANYWHERE_SECRET", "x".repeat(SECRET_LEAST - 1)],
    ["CCU_ANYWHERE_BROKER_URL", undefined],
    ["CCU_ANYWHERE_BROKER_URL", `ftp://cloud:${secret}@broker`],
    ["CCU_ANYWHERE_WS_ENDPOINT", `${secret}`],
    ["CCU_ANYWHERE_SITE_ROLE", secret],
    ["CCU_ANYWHERE_LOCALE", secret],
  ];
  for (const [name, value] of wrong)
    assert.throws(
      () => readEnvironment({ ...LEAST, [name]: value }),
      (error: Error) => error.message.startsWith(name) && !error.message.includes(secret),
      `${name}=${value}`,
    );
});
