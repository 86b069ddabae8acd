/** Functions leave out what is served at home, by the place where it lies. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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
import { type Declarations, servedAtHome, standInFor } from "../../local/bundle/served-at-home.ts";
import { scratchFolder } from "../support/program.ts";
import { createTestSite } from "../support/site.ts";

const KERNEL = join(ROOT, "handlers", "kernel");
const BOTH: readonly Declarations[] = ["operations", "commands"];
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
  await build({ ...buildOptions(file), sourcemap: false, stdin, nodePaths, plugins: [servedAtHome(features, BOTH)] });
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
  const isOut = (path: string, served = BOTH) => standInFor(features, join(features, path), served) !== undefined;
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
    "links/operations.ts",
    "links/commands/links.ts",
  ])
    assert.ok(!isOut(path), path);
  for (const path of ["links/operations.ts", "links/operations/a.ts", "links/operations/a/b.ts"])
    assert.deepEqual([isOut(path, ["commands"]), isOut(path, ["operations"])], [true, false], path);
  for (const path of ["links/commands.ts", "links/commands/links.ts"])
    assert.deepEqual([isOut(path, ["operations"]), isOut(path, [])], [true, true], path);
  for (const path of ["links/commands-of.ts", "commands.ts", "links/list-commands.ts"])
    assert.equal(isOut(path, []), false, path);
});

/** What `handlers/api.ts` lists in a function that serves these declarations, and the files that it was made of. */
async function bundledApi(folder: string, served: readonly Declarations[]) {
  const file = join(folder, `${served.join("-")}.mjs`);
  const contents = `export { commands, operations } from ${JSON.stringify(join(ROOT, "handlers", "api.ts"))};`;
  const stdin = { contents, resolveDir: ROOT };
  const plugins = [lean(served)];
  const { metafile } = await build({ ...buildOptions(file), sourcemap: false, metafile: true, stdin, plugins });
  const listed = (await import(pathToFileURL(file).href)) as { operations: Operation[]; commands: Command[] };
  return { ...listed, files: Object.keys(metafile.inputs).map((path) => join(ROOT, path)) };
}
const FEATURES = join(ROOT, "handlers", "features");
const nameOf = ({ spec }: Operation) => `${spec.method} ${spec.path} ${spec.served}`;
const commandOf = ({ spec }: Command) => `${spec.name} ${spec.served}`;

for (const served of [["operations"], ["commands"], BOTH] as (readonly Declarations[])[])
  test(`a bundle that serves ${served.join(" and ")} declares all of them, and holds nothing that is left out`, async (t) => {
    const bundled = await bundledApi(scratchFolder(t), served);
    const declares = (what: Declarations) => served.some((name) => name === what);
    assert.deepEqual(bundled.operations.map(nameOf), declares("operations") ? operations.map(nameOf) : []);
    assert.deepEqual(bundled.commands.map(commandOf), declares("commands") ? commands.map(commandOf) : []);
    assert.deepEqual(
      bundled.files.filter((path) => standInFor(FEATURES, path, served) !== undefined),
      [],
    );
  });

/** Anything that a use case may look at: a text, a list of one, every member is such a thing again, and can be called. */
const anything: never = new Proxy(() => anything, {
  get(_, name) {
    if (name === "then") return undefined;
    if (name === Symbol.toPrimitive) return () => "1";
    return name === Symbol.iterator ? [anything][Symbol.iterator].bind([anything]) : anything;
  },
}) as never;

test("what is served at home has its use case in home/: a bundle finds none behind the declaration", async (t) => {
  const bundled = await bundledApi(scratchFolder(t), BOTH);
  const held: string[] = [];
  for (const one of [...bundled.operations, ...bundled.commands]) {
    if (one.spec.served !== "home") continue;
    const told = await (async () => one.handle(anything))().then(String, String);
    if (!/served at home only/.test(told))
      held.push(`${"name" in one.spec ? one.spec.name : nameOf(one as Operation)}: ${told}`);
  }
  assert.deepEqual(held, []);
});

test("broadcasts of a feature are imported by its index and by what runs at home", () => {
  const wrong = readdirSync(FEATURES, { recursive: true, encoding: "utf8" }).filter((name) => {
    if (!name.endsWith(".ts") || /^[\w-]+\/(index|engine|broadcasts|home\/.+)\.ts$/.test(name)) return false;
    return /^import (?!type ).*from "[^"]*\/(broadcasts|broadcasts\/published)\.ts"/m.test(
      readFileSync(join(FEATURES, name), "utf8").replaceAll('/broadcasts/broadcasts.ts"', ""),
    );
  });
  assert.deepEqual(wrong, []);
});

test("declarations are imported by the index of their feature, and by nothing that a function could miss", () => {
  const wrong = readdirSync(FEATURES, { recursive: true, encoding: "utf8" }).filter((name) => {
    if (!name.endsWith(".ts") || /^[\w-]+\/(index|operations|commands)(\/.+)?\.ts$/.test(name)) return false;
    return /^import (?!type ).*from "[^"]*\/(operations|commands)(\/[^"]*)?\.ts"/m.test(
      readFileSync(join(FEATURES, name), "utf8"),
    );
  });
  assert.deepEqual(wrong, []);
});
