import assert from "node:assert/strict";
import { test } from "node:test";
import { readSettings, SettingsError } from "../../infra/settings.ts";

const read = (context: Record<string, string>) =>
  readSettings({ tryGetContext: (name: string): unknown => context[name] });

test("everything has a default", () => {
  assert.deepEqual(read({}), { strictIsolation: false, monthlyBudget: 5 });
});

test("what is given is taken", () => {
  const domain = { name: "ccu.example.org", certificateArn: "arn:aws:acm:us-east-1:1:certificate/1" };
  const context = {
    strictIsolation: "true",
    alarmEmail: "a@b.c",
    monthlyBudget: "12.5",
    domain: domain.name,
    certificateArn: domain.certificateArn,
    corsOrigins: "https://panel.example, http://localhost:3000",
    locale: "de",
  };
  assert.deepEqual(read(context), {
    ...{ strictIsolation: true, alarmEmail: "a@b.c", monthlyBudget: 12.5, domain },
    ...{ corsOrigins: context.corsOrigins, locale: "de" },
  });
});

test("a value that would deploy something else than was meant is refused", () => {
  const wrong: Record<string, string>[] = [
    { strictIsolation: "yes" },
    { monthlyBudget: "0" },
    { monthlyBudget: "-1" },
    { monthlyBudget: "much" },
    { monthlyBudget: "Infinity" },
    { alarmEmail: "nobody" },
    { domain: "ccu.example.org" },
    { certificateArn: "arn" },
    { corsOrigins: "panel.example" },
    { corsOrigins: "https://panel.example/" },
    { locale: "fr" },
  ];
  for (const context of wrong) assert.throws(() => read(context), SettingsError, JSON.stringify(context));
});
