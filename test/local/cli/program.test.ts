/** The command line as a whole: help, usage, completions, what stands in the README. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../../local/cli/commands.ts";
import { EXIT_CODES } from "../../../local/cli/exit-codes.ts";
import { COMMON } from "../../../local/cli/usage.ts";
import { cli } from "./cli.ts";

const root = join(import.meta.dirname, "..", "..", "..");

test("each help text has examples first, and the exit codes", async () => {
  for (const name of Object.keys(COMMANDS)) {
    const { code, out, err } = await cli([name, "--help"]);
    assert.deepEqual([code, err], [0, ""]);
    assert.ok(out.startsWith(`  ccu-anywhere ${name}`), name);
    assert.match(out, new RegExp(`^Usage: ccu-anywhere ${name}`, "m"));
    for (const [number, means] of EXIT_CODES) assert.ok(out.includes(`${number}  ${means}`));
    for (const option of Object.keys(COMMON)) assert.ok(out.includes(`--${option}`), option);
  }
});

test("the README has the exit codes", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, told = ""] = /<!-- exit codes -->\n([\s\S]*?)<!-- \/exit codes -->/.exec(readme) ?? [];
  const rows = EXIT_CODES.map(([code, means]) => `| ${code} | ${means} |\n`).join("");
  assert.equal(told, `| Code | Meaning |\n| ---: | --- |\n${rows}`);
});

test("a command line that means nothing is exit code 2, told in a line", async () => {
  for (const argv of [
    ["info", "more"],
    ["info", "--nonsense"],
    ["info", "--url"],
    ["info", "--url", "ftp://ccu"],
    ["info", "--url", "http://a:b@ccu"],
    ["info", "--url", "http://"],
    ["info", "--profile", ""],
    ["info", "--profile", "__proto__"],
    ["info", "--json=yes"],
    ["devices", "--room"],
    ["get"],
    ["get", "a b"],
    ["get", "A:x"],
    ["get", "A:1.B", "C"],
    ["get", "../A"],
    ["set", "A:1.STATE"],
    ["set", "A:1", "true"],
    ["watch", "A:x"],
    ["watch", "--count", "0"],
    ["watch", "--count", "-1"],
    ["watch", "--since", "soon"],
    ["call"],
    ["call", "devices.list", "nonsense"],
    ["export", "A:1"],
    ["export", "A", "-o", "-", "--json"],
    ["login", "mailto:me@example.org"],
    ["completion", "tcsh"],
  ]) {
    const { code, out, err } = await cli(argv, {
      env: { CCU_ANYWHERE_URL: "http://ccu", XDG_CONFIG_HOME: "/nowhere" },
    });
    assert.deepEqual([code, out], [2, ""], argv.join(" "));
    assert.match(err, /^ccu-anywhere \w+: .+\nccu-anywhere \w+ --help tells more\.\n$/, argv.join(" "));
  }
});

test("completions know every command and option, and shells can read them", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, out } = await cli(["completion", shell]);
    assert.equal(code, 0);
    for (const [name, { load }] of Object.entries(COMMANDS)) {
      assert.ok(out.includes(name), name);
      const { command } = await load();
      for (const option of Object.keys(command.options ?? {}))
        assert.match(out, new RegExp(`(--|-l )${option}\\b`), option);
    }
    // a shell that is not installed cannot say anything
    const checked = spawnSync(shell, ["-n"], { input: out, encoding: "utf8" });
    if (checked.error === undefined) assert.deepEqual([checked.status, checked.stderr], [0, ""], shell);
    else assert.notEqual(shell, "bash");
  }
});

test("bash completes commands, options and the values of options", async () => {
  const { out } = await cli(["completion", "bash"]);
  const complete = (...words: string[]) => {
    const script = `${out}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
COMP_CWORD=${words.length - 1}; _ccu_anywhere; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync("bash", ["--norc"], { input: script, encoding: "utf8" }).stdout.trim().split("\n");
  };
  assert.deepEqual(complete("ccu-anywhere", "lo"), ["login", "logout"]);
  assert.deepEqual(complete("ccu-anywhere", "devices", "--lo"), ["--low-battery"]);
  assert.deepEqual(complete("ccu-anywhere", "login", "--role", "v"), ["viewer"]);
  assert.deepEqual(complete("ccu-anywhere", "backup", "l"), ["list"]);
  assert.deepEqual(complete("ccu-anywhere", "watch", "hub"), ["hub.*"]);
});
