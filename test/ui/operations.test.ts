/**
 * Everything that the API can do has a control on some page, or a reason here why it has none. A new operation fails until
 * it has one of the two.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { features } from "../../handlers/api.ts";

const UI = join(import.meta.dirname, "..", "..", "assets", "ui");

/** Why no page asks for it. */
const REASONS = {
  sdk: "the SDK asks for it: the live home, the log",
  browser: "an image, a link or a redirection of the browser",
  programs: "for programs, not for people",
  older: "the older form of an operation that the pages use",
  listed: "the pages have it from a list that they read, or from the live home",
  form: "the schema of the form has it",
  open: "not yet: no simulated CCU has a device that could show it",
  wider: "a control does more: the whole device is read anew, a preference is written empty",
} as const;

type Reason = keyof typeof REASONS;
const because = (reason: Reason, operations: readonly string[]): Readonly<Record<string, Reason>> =>
  Object.fromEntries(operations.map((one) => [one, reason]));

const WITHOUT_CONTROL: Readonly<Record<string, Reason>> = {
  ...because("sdk", ["GET /events", "GET /snapshot", "GET /diagnostics/logs/stream"]),
  ...because("browser", ["GET /auth/oidc/start", "GET /auth/oidc/callback", "GET /devices/{addr}/icon"]),
  ...because("programs", [
    "GET /metrics",
    "GET /config",
    "POST /devices/values:batch",
    "POST /history/remote-read",
    "POST /relays/pair",
    "POST /ui/event",
    "POST /webhook/program",
    "POST /webhook/value",
    "GET /hub/data-points",
  ]),
  ...because("older", [
    "GET /auth/tokens",
    "POST /auth/tokens",
    "DELETE /auth/tokens/{id}",
    "GET /auth/users",
    "GET /diagnostics/log-level",
    "GET /install-mode",
    "POST /install-mode",
    "GET /devices/{addr}/channels/{no}/schedule",
    "PUT /devices/{addr}/channels/{no}/schedule",
    "POST /devices/{addr}/channels/{no}/schedule/active-profile",
    "GET /devices/{addr}/link-ps/{peer}",
    "PUT /devices/{addr}/link-ps/{peer}",
  ]),
  ...because("listed", [
    "GET /alarm/codes/{id}",
    "GET /alarm/panels",
    "GET /alarm/zones/{id}",
    "GET /alarm/zones/{id}/readiness",
    "GET /centrals/{name}",
    "GET /devices",
    "GET /devices/{addr}/cdps",
    "GET /devices/{addr}/cdps/{name}",
    "GET /devices/{addr}/channels",
    "GET /devices/{addr}/channels/{no}",
    "GET /devices/{addr}/channels/{no}/calc-dps",
    "GET /devices/{addr}/channels/{no}/calc-dps/{name}",
    "GET /devices/{addr}/channels/{no}/data-points",
    "GET /devices/{addr}/channels/{no}/data-points/{param}",
    "GET /devices/{addr}/channels/{no}/event-groups",
    "GET /devices/{addr}/channels/{no}/flags",
    "GET /diagnostics/capture/{id}",
    "GET /diagrams/{id}",
    "GET /interfaces/{id}",
    "GET /programs",
    "GET /programs/{id}",
    "GET /sysvars/{name}",
  ]),
  ...because("wider", ["DELETE /me/preferences/{key}", "POST /devices/{addr}/channels/{no}/reload"]),
  ...because("open", ["PUT /devices/{addr}/channels/{no}/week_profile/channel-locks/{key}"]),
  ...because("form", [
    "GET /devices/{addr}/channels/{no}/master-profiles",
    "GET /devices/{addr}/channels/{no}/master-profiles/{id}",
    "GET /devices/{addr}/paramsets/{key}",
    "POST /devices/{addr}/channels/{no}/master-profiles/match",
  ]),
};

const used = new Set(
  globSync("**/*.{ts,tsx}", { cwd: UI })
    .map((file) => readFileSync(join(UI, file), "utf8"))
    .flatMap((text) => [
      ...[...text.matchAll(/client\.(GET|POST|PUT|PATCH|DELETE)\(\s*"([^"]+)"/g)].map(
        ([, method, path]) => `${method} ${path}`,
      ),
      ...[...text.matchAll(/client\.request\(\s*"(\w+)",\s*"([^"]+)"/g)].map(([, method, path]) => `${method} ${path}`),
    ]),
);
const offered = features.flatMap(({ operations = [] }) => operations.map(({ spec }) => `${spec.method} ${spec.path}`));

test("every operation has a control on a page, or a reason why it has none", () => {
  const nowhere = offered.filter((one) => !used.has(one) && !Object.hasOwn(WITHOUT_CONTROL, one));
  assert.deepEqual(nowhere.sort(), []);
});

test("no reason is left behind: what it names exists, and has no control", () => {
  const stale = Object.keys(WITHOUT_CONTROL).filter((one) => !offered.includes(one) || used.has(one));
  assert.deepEqual(stale, []);
});

test("the pages ask for nothing that the API does not have", () => {
  assert.deepEqual(
    [...used].filter((one) => !offered.includes(one)),
    [],
  );
});
