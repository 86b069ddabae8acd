/** Bundles carry of what is served at home the declaration only. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { commands, operations } from "../../handlers/api.ts";
import type { Command } from "../../handlers/kernel/command.ts";
import { createCommandDispatcher } from "../../handlers/kernel/command.ts";
import { createDispatcher } from "../../handlers/kernel/dispatch.ts";
import type { Operation } from "../../handlers/kernel/operation.ts";
import { cutAnswers, cutHomeHandlers, ONLY_AT_HOME_MODULE } from "../../local/bundle/home-handlers.ts";
import { buildOptions, lean, ROOT } from "../../local/bundle/lean.ts";
import { markPure } from "../../local/bundle/source.ts";
import { scratchFolder } from "../support/program.ts";
import { createTestSite } from "../support/site.ts";

const KERNEL = 'import { operation, type Operation } from "../kernel/operation.ts";\n';
const HANDLER = "async (context) => accepted(await act(context))";
const cutOf = (text: string) => cutHomeHandlers(`${KERNEL}${text}`);

describe("cutting", () => {
  test("the handler of what is served at home goes, all else stays as it is written", () => {
    const declared = `export const list: Operation[] = [\n  operation({ path: "/a", served: "home" as const }, ${HANDLER}),\n`;
    const here = `  operation({ path: "/b", served: "here" }, ${HANDLER}),\n];`;
    const { source, handlers } = cutOf(declared + here);
    assert.equal(handlers, 1);
    const [, ...lines] = source.split("\n");
    assert.equal(lines[1], '  operation({ path: "/a", served: "home" as const }, onlyAtHome as never),');
    assert.equal(lines[2], here.split("\n")[0]);
    assert.match(source, new RegExp(`import { onlyAtHome } from "${ONLY_AT_HOME_MODULE}";`));
  });

  test("lines keep their numbers, also behind a long handler and characters of any length", () => {
    const { source } = cutOf(
      `operation({ served: "home" },\n  async () => {\n    // ⚙️ ünï\n    act();\n  },\n);\nconst after = 1;`,
    );
    const original = `${KERNEL}operation({ served: "home" },\n\n\n\n\n\n);`.split("\n").length;
    assert.equal(source.slice(0, source.indexOf("const after")).split("\n").length, original);
  });

  test("what a constant of the file says counts, and the last word of several", () => {
    const common = 'const HOME = { served: "home", tag: "x" } as const;\nconst TAG = { tag: "y" };\n';
    const cuts = (spec: string) => cutOf(`${common}operation(${spec}, ${HANDLER});`).handlers === 1;
    assert.ok(cuts('{ ...HOME, path: "/a" }'));
    assert.ok(cuts('{ ...HOME, ...TAG, path: "/a" }'));
    assert.ok(cuts('{ served: "here", ...HOME }'));
    assert.ok(cuts('{ ...elsewhere, served: "home" }'));
    assert.ok(cuts("HOME"));
    assert.ok(!cuts('{ ...HOME, served: "here" }'));
    assert.ok(!cuts("{ ...HOME, ...elsewhere }"), "what cannot be read keeps its handler");
    assert.ok(!cuts('{ served: isHome ? "home" : "here" }'));
    assert.ok(!cuts("spec"));
  });

  test("only declarations of the kernel are touched", () => {
    const other = `function f(operation) { return 1; }\nf.operation({ served: "home" }, ${HANDLER});`;
    assert.equal(cutHomeHandlers(other).handlers, 0);
    assert.equal(cutHomeHandlers(`operation({ served: "home" }, ${HANDLER});`).handlers, 0, "not imported");
    const renamed = `import { command as c } from "../kernel/command.ts";\nc({ served: "home" }, ${HANDLER});`;
    assert.equal(cutHomeHandlers(renamed).handlers, 1);
  });

  test("schemas of answers go, lines keep their numbers", () => {
    const declared = `operation({ path: "/a", responses: {\n    200: z.array(Device),\n  }, body: X }, ${HANDLER});`;
    assert.equal(
      cutAnswers(`${KERNEL}${declared}`),
      `${KERNEL}operation({ path: "/a", responses: {}\n\n, body: X }, ${HANDLER});`,
    );
    const command = 'import { command } from "../kernel/command.ts";\ncommand({ result: z.object({}), args: A }, f);';
    assert.match(cutAnswers(command), /command\({ result: {}, args: A }, f\);$/);
    assert.equal(cutAnswers("other({ responses: X });"), "other({ responses: X });");
  });

  test("constants are marked, what runs when it is called is not", () => {
    assert.equal(
      markPure("export const a = f(g(1), new Map());\nconst b = () => f(1);\nf(2);\n"),
      "export const a = /* @__PURE__ */ f(/* @__PURE__ */ g(1), /* @__PURE__ */ new Map());\nconst b = () => f(1);\nf(2);\n",
    );
  });

  test("every file of the features can be read", () => {
    const features = join(ROOT, "handlers", "features");
    for (const file of readdirSync(features, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    ))
      assert.doesNotThrow(() => markPure(cutHomeHandlers(readFileSync(join(features, file), "utf8")).source), file);
  });
});

const nameOf = ({ spec }: Operation) => `${spec.method} ${spec.path}`;
const admin = { subject: "ada", role: "admin", scheme: "basic" } as const;

test("a bundle declares everything, and holds no handler of the home", async (t) => {
  const file = join(scratchFolder(t), "api.mjs");
  const contents = `export { commands, operations } from ${JSON.stringify(join(ROOT, "handlers", "api.ts"))};`;
  await build({ ...buildOptions(file), sourcemap: false, stdin: { contents, resolveDir: ROOT }, plugins: [lean] });
  const bundled = (await import(pathToFileURL(file).href)) as { operations: Operation[]; commands: Command[] };
  assert.deepEqual(bundled.operations.map(nameOf), operations.map(nameOf));
  assert.deepEqual(
    bundled.commands.map(({ spec }) => spec.name),
    commands.map(({ spec }) => spec.name),
  );

  const isCut = ({ handle }: Operation | Command) =>
    handle.length === 0 && /holds no handlers of the home/.test(String(handle));
  const whole = (list: readonly (Operation | Command)[], served: string) =>
    list.filter((one) => one.spec.served === served);
  for (const list of [bundled.operations, bundled.commands]) {
    assert.ok(whole(list, "home").length > 10);
    const left = whole(list, "home").filter((one) => !isCut(one));
    assert.deepEqual(
      left.map(({ spec }) => ("name" in spec ? spec.name : spec.path)),
      [],
      'write served: "home" into the declaration itself',
    );
    assert.ok(!whole(list, "here").some(isCut));
  }
  await itForwards(bundled);
});

async function itForwards({ operations: all, commands: called }: { operations: Operation[]; commands: Command[] }) {
  const site = createTestSite();
  const authenticator = { identify: () => ({ identity: admin }), csrf: () => null, cookies: () => [] };
  const common = { operations: all, home: () => ({ site, authenticator }), clock: site.clock };
  const request = {
    method: "PUT",
    path: "/api/v1/devices/A/channels/1/data-points/STATE/value",
    query: "",
    headers: { "content-type": "application/json" },
    remote: "",
    secure: true,
    body: async () => Buffer.from('{"value":true}'),
  };
  const asked: string[] = [];
  const forwarding = createDispatcher({
    ...common,
    async forward({ operation }) {
      asked.push(nameOf(operation));
      return { status: 202, headers: {} };
    },
  });
  assert.equal((await forwarding(request)).status, 202);
  assert.deepEqual(asked, ["PUT /devices/{addr}/channels/{no}/data-points/{param}/value"]);
  // a fault of ours, and it is loud: an error in the log, 500 to the client, nothing pretended
  assert.equal((await createDispatcher(common)(request)).status, 500);
  assert.match(site.logged.join(), /holds no handlers of the home/);

  const call = {
    command: "paramset.put",
    args: { channel_address: "A:1", paramset_key: "VALUES", values: {} },
    identity: admin,
    site,
    requestId: "1",
  };
  const forward = async () => ({ data: "forwarded" });
  assert.deepEqual(await createCommandDispatcher(called, { forward })(call), { data: "forwarded" });
  const alone = await createCommandDispatcher(called)(call);
  assert.equal("error" in alone && alone.error.code, "internal_error");
}
