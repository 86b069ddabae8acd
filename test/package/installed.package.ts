/**
 * The package in an empty folder (`npm run test:package`): what it weighs, what linters of packages say, the programs of
 * docs/library.md as they stand, and the command, on the oldest Node that it runs on and on this one.
 */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";
import { type Installed, installPackage, NODE_PACKAGE, OLDEST_NODE, ROOT, SIZE_LIMIT } from "./installed.ts";
import { sourceIn } from "./source-map.ts";
import { CONSUMER, INVOKE } from "./strangers.ts";

const run = promisify(execFile);
/** Milliseconds that a program may take to say something. */
const PATIENCE_MS = 60_000;

const PASSWORD = "correct horse battery";
/** A switch of the simulated home. */
const SOCKET = "0001D3C99C6A01:3.STATE";

const tool = (name: string) => join(ROOT, "node_modules", ".bin", name);
const installed: Installed = await installPackage();
after(() => installed.remove());

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

async function outcome(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const clean = { PATH: process.env.PATH, HOME: process.env.HOME, ...env };
  const options = { cwd, env: clean, maxBuffer: 1 << 26, timeout: 3 * PATIENCE_MS };
  return run(program, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

/** Starts a program and resolves with the first match in what it prints; `end` terminates it and tells its exit code. */
async function started(node: string, args: string[], cwd: string, env: Record<string, string>, expected: RegExp) {
  const child = spawn(node, args, { cwd, env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const closed = new Promise<number | null>((done) => child.once("close", (code) => done(code)));
  let printed = "";
  const read = (text: string) => {
    printed += text;
    const found = expected.exec(printed);
    if (found) resolve(found);
  };
  child.stdout.setEncoding("utf8").on("data", read);
  child.stderr.setEncoding("utf8").on("data", read);
  void closed.then((code) => reject(new Error(`ended with ${code}: ${printed}`)));
  const timer = setTimeout(() => reject(new Error(`waited in vain for ${expected}: ${printed}`)), PATIENCE_MS);
  const kill = () => child.kill("SIGKILL");
  try {
    const found = await promise;
    const end = () => {
      child.kill("SIGTERM");
      const late = setTimeout(kill, PATIENCE_MS);
      return closed.finally(() => clearTimeout(late));
    };
    return { found, end, kill };
  } catch (error) {
    kill();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

test(`it stays below ${SIZE_LIMIT / 1e6} MB with everything that it depends on`, (t) => {
  t.diagnostic(`${(installed.bytes / 1e6).toFixed(1)} MB`);
  assert.ok(installed.bytes < SIZE_LIMIT, `${installed.bytes} bytes`);
});

test("publint and attw find nothing", async () => {
  const publint = await outcome(tool("publint"), [installed.file, "--strict"], ROOT);
  assert.equal(publint.code, 0, publint.stdout + publint.stderr);
  const attw = await outcome(tool("attw"), ["--profile", "esm-only", installed.file], ROOT);
  assert.equal(attw.code, 0, attw.stdout + attw.stderr);
});

test("the cloud without its packages says in a line what to install", async () => {
  const { code, stdout, stderr } = await outcome(process.execPath, [command(), "cloud"], installed.folder);
  assert.equal(code, 69);
  assert.equal(stdout, "");
  assert.match(
    stderr,
    /^ccu-anywhere cloud needs packages that are not installed: npm i @aws-sdk\S.* aedes dynalite mqtt\n$/,
  );
});

function command(): string {
  return join(installed.folder, "node_modules", "ccu-anywhere", "dist", "package", "local", "main.js");
}

test("every built file's map holds its source", () => {
  const built = join(installed.folder, "node_modules", "ccu-anywhere", "dist", "package");
  const files = readdirSync(built, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  const maps = files.filter((name) => existsSync(join(built, `${name}.map`)));
  assert.ok(maps.length > 1000, `${maps.length} of ${files.length} files have a map`);
  for (const name of maps) assert.ok(sourceIn(join(built, name))?.trim(), name);
  assert.match(
    sourceIn(join(built, "handlers", "compose.js")) ?? "",
    /export async function composeSite\(parts: SiteParts\)/,
  );
});

test("with the packages that the programs ask for, and the oldest Node", () =>
  installed.add(
    "express",
    "fast-check",
    "dynalite",
    "mqtt",
    "@aws-sdk/client-dynamodb",
    "@aws-sdk/client-apigatewaymanagementapi",
    "@types/aws-lambda",
    "@types/node@22",
    `${NODE_PACKAGE}@${OLDEST_NODE}`,
  ));
const oldest = join(installed.folder, "node_modules", NODE_PACKAGE, "bin", "node");

test("its declarations are complete for a strict TypeScript program", async () => {
  writeFileSync(join(installed.folder, "consumer.ts"), CONSUMER);
  const options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--module", "nodenext", "--target", "es2024"];
  const args = [...options, "--lib", "es2024,esnext.disposable,dom", "--types", "node", "consumer.ts"];
  const { code, stdout } = await outcome(tool("tsc"), args, installed.folder);
  assert.equal(code, 0, stdout);
});

for (const [name, node] of [
  [`Node ${OLDEST_NODE}`, oldest],
  [`Node ${process.versions.node}`, process.execPath],
] as const)
  describe(name, () => {
    const place = installed.programs(["README.md", "docs/library.md"], name.replace(/\W+/g, "-"));

    test("it is this Node", async () => {
      const { stdout } = await outcome(node, ["--version"], place);
      assert.equal(stdout.trim(), `v${name.slice("Node ".length)}`);
    });

    test("the API inside an Express app with its own users", async () => {
      const program = await started(node, ["express.mjs"], place, { PORT: "0" }, /http:\S+/);
      const url = program.found[0];
      const as = (key: string, init: RequestInit = {}, at = url) =>
        fetch(at, { ...init, headers: { "x-api-key": key, ...init.headers } });
      try {
        assert.equal(await (await fetch(new URL("/", url))).text(), "my own page");
        assert.equal((await fetch(url)).status, 401);
        assert.equal((await as("key-of-ben")).status, 200);
        const me = url.replace("/devices", "/auth/me");
        assert.deepEqual(await (await as("key-of-anna", {}, me)).json(), {
          subject: "anna",
          role: "admin",
          scheme: "oidc",
        });
        // a body that express.json() has read
        const body = {
          method: "POST",
          body: '{"subject":"panel","role":"viewer"}',
          headers: { "content-type": "application/json" },
        };
        const tokens = url.replace("/devices", "/auth/tokens/v2");
        const own = await as("key-of-anna", body, tokens);
        assert.equal(own.status, 201, await own.text());
        const foreign = { ...body, headers: { ...body.headers, origin: "https://elsewhere.example" } };
        assert.equal((await as("key-of-anna", foreign, tokens)).status, 403, "caused by a page elsewhere");
        assert.equal(await program.end(), 0);
      } finally {
        program.kill();
      }
    });

    test("a Lambda function of ten lines", async () => {
      writeFileSync(join(place, "invoke.mjs"), INVOKE);
      const env = { TABLE: "home", SECRET: "0123456789abcdef0123456789abcdef" };
      const { code, stdout, stderr } = await outcome(node, ["invoke.mjs"], place, env);
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout.trim().split("\n").at(-1) as string), {
        info: 200,
        stranger: 401,
        user: "anna",
      });
    });

    test("an operation of somebody's own", async () => {
      const { code, stdout, stderr } = await outcome(node, ["operation.mjs"], place);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /\d+ paths; mine: How many devices there are, by model\n200 \{"counts":\{\}\}/);
    });

    test("another store passes the suite of the port", async () => {
      const { code, stdout } = await outcome(node, ["--test", "file-store.test.mjs"], place);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /port Store: in a file/);
    });

    test("the command tells its version and its help, and what it does not know", async () => {
      const version = await outcome(node, [command(), "--version"], place);
      assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
      const help = await outcome(node, [command(), "--help"], place);
      assert.equal(help.code, 0);
      for (const name of ["server", "relay", "cloud", "simulator"])
        assert.match(help.stdout, new RegExp(`^  ${name} `, "m"));
      const unknown = await outcome(node, [command(), "serve"], place);
      assert.equal(unknown.code, 2);
      assert.match(unknown.stderr, /^ccu-anywhere serve: no such command/);
    });

    test("the server runs with the simulated home; the SDK and the command line speak to it; it ends", {
      timeout: 3 * PATIENCE_MS,
    }, async () => {
      const env = {
        CCU_ANYWHERE_LISTEN: "127.0.0.1:0",
        CCU_ANYWHERE_DATA_DIR: join(place, "server"),
        CCU_ANYWHERE_ADMIN: `admin:${PASSWORD}`,
        CCU_ANYWHERE_MDNS: "false",
      };
      const server = await started(node, [command(), "server"], place, env, /API +(http\S+)/);
      try {
        const authorization = `Basic ${btoa(`admin:${PASSWORD}`)}`;
        const url = (server.found[1] as string).replace("/info", "/auth/me");
        assert.equal((await fetch(url, { headers: { authorization } })).status, 200);
        assert.equal((await fetch(new URL("/", url))).status, 200, "its pages");
        const { origin } = new URL(url);
        // the simulated home is read within a second or so: the first command that finds it goes on
        const remote = { HOME: place, CCU_ANYWHERE_PASSWORD: PASSWORD };
        const cli = (...args: string[]) => outcome(node, [command(), ...args], place, remote);
        assert.equal((await cli("login", origin, "--user", "admin")).code, 0);
        while ((await cli("get", SOCKET)).code !== 0);
        assert.deepEqual(await cli("set", SOCKET, "off"), {
          code: 0,
          stdout: `sent: ${SOCKET} = false\n`,
          stderr: "",
        });
        const sdk = { PASSWORD, CCU_ANYWHERE_URL: origin };
        const said = /^switched on\n(\d+) devices, the socket is true\n/;
        const client = await started(node, ["client.mjs"], place, sdk, said);
        client.kill();
        assert.ok(Number(client.found[1]) > 30);
        assert.equal(await server.end(), 0);
      } finally {
        server.kill();
      }
    });
  });
