/** Functions leave out what is served at home, by the place where it lies. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { commands, operations } from "../../handlers/api.ts";
import type { Command } from "../../handlers/kernel/command.ts";
import { createCommandDispatcher } from "../../handlers/kernel/command.ts";
import { createDispatcher } from "../../handlers/kernel/dispatch.ts";
import type { Operation } from "../../handlers/kernel/operation.ts";
import { buildOptions, lean, ROOT } from "../../local/bundle/lean.ts";
import { isLeftOut, servedAtHome } from "../../local/bundle/served-at-home.ts";
import { scratchFolder } from "../support/program.ts";
import { createTestSite } from "../support/site.ts";

const KERNEL = join(ROOT, "handlers", "kernel");
/** A feature as DESIGN.md describes it, each part in its place. */
const FEATURE: Record<string, string> = {
  "lamps/operations.ts": `
    import { ok, operation } from ${JSON.stringify(join(KERNEL, "operation.ts"))};
    import { Lamp, Lamps } from "./answers.ts";
    import { Dimmed } from "./answers/dimmed.ts";
    import { dim } from "./home/dim.ts";
    import { readLamp } from "./read-lamp.ts";
    const spec = { method: "GET", role: "viewer", tag: "lamps", summary: "s" } as const;
    export const operations = [
      operation({ ...spec, path: "/lamps", served: "here", operationId: "a", responses: { 200: Lamps } },
        async () => ok([readLamp()])),
      operation({ ...spec, path: "/lamps/{id}", served: "home", operationId: "b", responses: { 200: [Lamp, Dimmed] } },
        async (context) => ok(await dim(context))),
    ];`,
  "lamps/commands.ts": `
    import { z } from "zod";
    import { command } from ${JSON.stringify(join(KERNEL, "command.ts"))};
    import * as answers from "./answers.ts";
    import * as home from "./home/deeper/dim-all.ts";
    export const commands = [
      command({ name: "lamps.dim", role: "viewer", served: "home", summary: "s", args: z.strictObject({}), result: answers.Lamp },
        async () => home.dimAll()),
    ];`,
  "lamps/answers.ts":
    'import { z } from "zod";\nexport const Lamp = z.object({ shown: z.literal("a-schema-of-answers") });\nexport const Lamps = z.array(Lamp);',
  "lamps/answers/dimmed.ts": 'import { z } from "zod";\nexport const Dimmed = z.literal("another-schema-of-answers");',
  "lamps/home/dim.ts":
    'import { far } from "../far.ts";\nexport const dim = async (_: unknown) => far("a-use-case-of-the-home");',
  "lamps/home/deeper/dim-all.ts": 'export const dimAll = async () => "another-use-case-of-the-home";',
  "lamps/far.ts": 'export const far = (text: string) => ({ text, more: "only-the-home-imports-this" });',
  "lamps/read-lamp.ts": 'export const readLamp = () => ({ shown: "read-in-the-cloud" });',
};

async function bundled(folder: string) {
  const features = join(folder, "features");
  for (const [name, text] of Object.entries(FEATURE)) {
    mkdirSync(dirname(join(features, name)), { recursive: true });
    writeFileSync(join(features, name), text);
  }
  const file = join(folder, "bundle.mjs");
  const contents = 'export * from "./features/lamps/operations.ts"; export * from "./features/lamps/commands.ts";';
  const stdin = { contents, resolveDir: folder, loader: "ts" } as const;
  const nodePaths = [join(ROOT, "node_modules")];
  await build({ ...buildOptions(file), sourcemap: false, stdin, nodePaths, plugins: [servedAtHome(features)] });
  const module = (await import(pathToFileURL(file).href)) as { operations: Operation[]; commands: Command[] };
  return { ...module, text: readFileSync(file, "utf8") };
}

const admin = { subject: "ada", role: "admin", scheme: "basic" } as const;

test("a bundle declares everything, forwards what is home, and holds neither its use cases nor schemas of answers", async (t) => {
  const { operations, commands, text } = await bundled(scratchFolder(t));
  assert.match(text, /read-in-the-cloud/);
  for (const gone of [/a-use-case-of-the-home/, /another-use-case/, /only-the-home-imports/, /schema-of-answers/])
    assert.doesNotMatch(text, gone);
  assert.deepEqual(
    operations.map(({ spec }) => [spec.path, spec.served]),
    [
      ["/lamps", "here"],
      ["/lamps/{id}", "home"],
    ],
  );
  assert.deepEqual(
    commands.map(({ spec }) => spec.name),
    ["lamps.dim"],
  );

  const site = createTestSite();
  const authenticator = { identify: () => ({ identity: admin }), csrf: () => null, cookies: () => [] };
  const common = { operations, home: () => ({ site, authenticator }), clock: site.clock };
  const get = (path: string) => ({
    method: "GET",
    path: `/api/v1${path}`,
    query: "",
    headers: {},
    remote: "",
    secure: true,
    body: async () => Buffer.alloc(0),
  });
  const asked: string[] = [];
  const forwarding = createDispatcher({
    ...common,
    async forward({ operation }) {
      asked.push(operation.spec.path);
      return { status: 200, headers: {} };
    },
  });
  assert.equal((await forwarding(get("/lamps"))).body, '[{"shown":"read-in-the-cloud"}]');
  assert.equal((await forwarding(get("/lamps/1"))).status, 200);
  assert.deepEqual(asked, ["/lamps/{id}"]);
  // a function that does not forward is a fault of ours: it is loud, and nothing is pretended
  assert.equal((await createDispatcher(common)(get("/lamps/1"))).status, 500);
  assert.match(site.logged.join(), /served at home only/);

  const call = { command: "lamps.dim", args: {}, identity: admin, site, requestId: "1" };
  const forward = async () => ({ data: "forwarded" });
  assert.deepEqual(await createCommandDispatcher(commands, { forward })(call), { data: "forwarded" });
  const alone = await createCommandDispatcher(commands)(call);
  assert.equal("error" in alone && alone.error.code, "internal_error");
});

test("the places, and nothing beside them", () => {
  const features = join(ROOT, "handlers", "features");
  const isOut = (path: string) => isLeftOut(features, join(features, path));
  for (const path of ["links/home/put-link.ts", "links/home/a/b.ts", "links/answers.ts", "links/answers/links.ts"])
    assert.ok(isOut(path), path);
  for (const path of [
    "links/schemas.ts",
    "home/index.ts",
    "answers.ts",
    "links/homes/a.ts",
    "links/answers-of.ts",
    "links/a/home/b.ts",
    "../home/writes.ts",
  ])
    assert.ok(!isOut(path), path);
});

test("the bundle of the API declares all of it, and nothing that is left out gets in another way", async (t) => {
  const file = join(scratchFolder(t), "api.mjs");
  const contents = `export { commands, operations } from ${JSON.stringify(join(ROOT, "handlers", "api.ts"))};`;
  const stdin = { contents, resolveDir: ROOT };
  const { metafile } = await build({ ...buildOptions(file), sourcemap: false, metafile: true, stdin, plugins: [lean] });
  const bundled = (await import(pathToFileURL(file).href)) as { operations: Operation[]; commands: Command[] };
  const nameOf = ({ spec }: Operation) => `${spec.method} ${spec.path} ${spec.served}`;
  assert.deepEqual(bundled.operations.map(nameOf), operations.map(nameOf));
  const commandOf = ({ spec }: Command) => `${spec.name} ${spec.served}`;
  assert.deepEqual(bundled.commands.map(commandOf), commands.map(commandOf));
  const features = join(ROOT, "handlers", "features");
  const read = Object.keys(metafile.inputs).map((path) => join(ROOT, path));
  assert.deepEqual(
    read.filter((path) => isLeftOut(features, path)),
    [],
  );
});
