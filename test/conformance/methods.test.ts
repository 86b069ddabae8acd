/** What a path answers to methods that it does not have, and the ways around the published paths. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { operations } from "../../handlers/api.ts";
import { ZONE } from "./alarm.ts";
import type { Connection, WireAnswer } from "./case.ts";
import { SOME_PARAMETERS } from "./generated.ts";
import { transports } from "./transports.ts";
import { createWorld, credentials, type World } from "./world.ts";

const ALL = ["GET", "PUT", "POST", "PATCH", "DELETE"] as const;
const PANEL = "https://panel.example";
/** Methods that no path has. */
const FOREIGN = ["PROPFIND", "LINK"];

const methodsOf = new Map<string, string[]>();
for (const { spec } of operations) methodsOf.set(spec.path, [...(methodsOf.get(spec.path) ?? []), spec.method]);
const someOf = (path: string, name: string) => {
  const zone = name === "id" && /^\/alarm\/(zones|areas)/.test(path) ? ZONE : undefined;
  return zone ?? SOME_PARAMETERS[name] ?? "some thing";
};
const filled = (path: string) =>
  path.replace(/\{([^}]+)\}/g, (_all, name: string) => encodeURIComponent(someOf(path, name)));
/** `/devices/refresh` also fits `/devices/{addr}`: then its methods count too. */
const fits = (template: string, path: string) =>
  new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path);

for (const transport of transports)
  describe(`methods, ${transport.name}`, () => {
    let world: World;
    let connection: Connection;
    before(async () => {
      world = await createWorld("home", {
        storage: transport.storage,
        settings: { corsOrigins: [PANEL], rateLimit: false },
      });
      connection = await transport.open(world);
    });
    after(async () => {
      await connection.close();
      await world.stop();
    });
    const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<WireAnswer> =>
      connection.request({ method, path: `/api/v1${path}`, query: "", headers });
    const listed = (answer: WireAnswer) => new Set(String(answer.headers.allow).split(", "));

    for (const [template] of methodsOf) {
      const path = filled(template);
      const methods = new Set([...methodsOf].filter(([other]) => fits(other, path)).flatMap(([, own]) => own));
      const allowed = new Set([...methods, ...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"]);

      it(`OPTIONS ${template}`, async () => {
        const answer = await ask("OPTIONS", path);
        assert.deepEqual([answer.status, answer.body.length, listed(answer)], [204, 0, allowed]);
        assert.equal(answer.headers["access-control-allow-origin"], undefined);
      });

      it(`no other method on ${template}`, async () => {
        const changes = world.changes();
        for (const method of [...ALL.filter((m) => !methods.has(m)), ...FOREIGN]) {
          const answer = await ask(method, path, credentials("admin"));
          assert.deepEqual([answer.status, listed(answer)], [405, allowed], method);
          assert.equal(JSON.parse(Buffer.from(answer.body).toString()).status, 405);
        }
        assert.deepEqual(world.changes(), changes);
      });
    }

    it("answers a preflight of an allowed origin, and of no other", async () => {
      const preflight = (origin: string) =>
        ask("OPTIONS", "/devices", { origin, "access-control-request-headers": "x-edit-token" });
      const own = await preflight(PANEL);
      assert.equal(own.headers["access-control-allow-origin"], PANEL);
      assert.equal(own.headers["access-control-allow-headers"], "x-edit-token");
      const foreign = await preflight("https://evil.example");
      assert.equal(foreign.headers["access-control-allow-origin"], undefined);
    });

    it("knows no other route", async () => {
      for (const path of ["/nothing", "/devices/a/b/c/d", "//devices", "/DEVICES", "/devices/%", "/devices/%c3%28", ""])
        for (const method of ["GET", "POST", "OPTIONS", "HEAD"]) {
          const answer = await ask(method, path, credentials("admin"));
          assert.equal(answer.status, 404, `${method} ${path}`);
          if (method !== "HEAD") assert.equal(answer.headers["x-problem-code"], "not_found");
        }
    });

    it("still serves the older switch of install mode", async () => {
      const state = await ask("GET", "/install-mode", credentials("viewer"));
      assert.deepEqual(JSON.parse(Buffer.from(state.body).toString()), { active: false, seconds: 0 });
      const body = Buffer.from('{"active":true,"seconds":30}');
      const path = "/api/v1/install-mode";
      const send = (who: "operator" | "admin") =>
        connection.request({ method: "POST", path, query: "central=ccu-main", headers: credentials(who), body });
      assert.equal((await send("operator")).status, 403);
      assert.equal((await send("admin")).status, 202);
      assert.equal(world.main.writes().filter(({ method }) => method === "setInstallMode").length, 2);
    });

    for (const { spec } of operations)
      for (const alias of spec.aliases ?? [])
        if (spec.method === "GET")
          it(`${alias} is ${spec.path}`, async () => {
            const [older, newer] = [
              await ask("GET", filled(alias), credentials("admin")),
              await ask("GET", filled(spec.path), credentials("admin")),
            ];
            assert.deepEqual([older.status, Buffer.from(older.body)], [newer.status, Buffer.from(newer.body)]);
          });
  });
