/** Violations of the dependency rule, each in a file of its own: a rule that is not shown to find something proves nothing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { violations } from "./dependencies.ts";
import { readImports } from "./imports.ts";

/** File -> its text. Each must be named. */
const PLANTED: Readonly<Record<string, string>> = {
  // between the folders of the top
  "handlers/kernel/adapter.ts": 'import { createExpressApp } from "../../adapters/express/app.ts";',
  "handlers/features/links/local.ts": 'import * as s from "../../../local/server.ts";',
  "handlers/model/infra.ts": 'import { stack } from "../../infra/stack.ts";',
  "handlers/model/test.ts": 'import { world } from "../../test/support/world.ts";',
  "handlers/model/type-of-adapter.ts": 'import type { Row } from "../../adapters/sqlite/store.ts";',
  "handlers/home/deferred.ts": 'const m = await import("../../adapters/memory/store.ts");',
  "handlers/home/inside-a-type.ts": 'type M = import("../../adapters/memory/store.ts").Store;',
  "handlers/records/exported.ts": 'export { a } from "../../adapters/memory/store.ts";',
  "handlers/records/exported-whole.ts": 'export * from "../../adapters/memory/store.ts";',
  "adapters/sqlite/local.ts": 'import * as s from "../../local/server.ts";',
  "adapters/lambda/infra.ts": 'import { limits } from "../../infra/functions/limits.ts";',
  "infra/functions/local.ts": 'import { about } from "../../local/about.ts";',
  "infra/test.ts": 'import { world } from "../test/support/world.ts";',
  "local/test.ts": 'import { world } from "../test/support/world.ts";',
  // adapters among each other
  "adapters/ws/sibling.ts": 'import { openSqlite } from "../sqlite/index.ts";',
  "adapters/ccu/codec/sibling.ts": 'import * as m from "../../memory/store.ts";',
  "adapters/new/sibling.ts": 'import type { Store } from "../newer/index.ts";',
  // the SDK in browsers
  "adapters/client/node.ts": 'import { randomUUID } from "node:crypto";',
  "adapters/client/type-of-node.ts": 'import type { Socket } from "node:net";',
  "adapters/client/library.ts": 'import WebSocket from "ws";',
  "adapters/client/deferred.ts": 'const crypto = await import("node:crypto");',
  "adapters/client/value.ts": 'import { PROBLEM_CODES } from "../../handlers/kernel/problem.ts";',
  // I/O
  "handlers/model/library.ts": 'import ws from "ws";',
  "handlers/model/io.ts": 'import { readFileSync } from "node:fs";',
  "handlers/home/io-below.ts": 'import { readFile } from "node:fs/promises";',
  "handlers/relay/cloud/sdk.ts": 'import { DynamoDBClient } from "@aws-sdk/client-dynamodb";',
  // between the rooms of handlers/
  "handlers/kernel/value-of-port.ts": 'import { siteId } from "../ports/index.ts";',
  "handlers/kernel/feature.ts": 'import type { Link } from "../features/links/schemas.ts";',
  "handlers/ports/home.ts": 'import type { Centrals } from "../home/centrals.ts";',
  "handlers/model/record.ts": 'import { key } from "../records/accounts.ts";',
  "handlers/model/schema.ts": 'import type { Device } from "../features/devices/schemas.ts";',
  "handlers/broadcasts/feature.ts": 'import { Device } from "../features/devices/schemas.ts";',
  "handlers/records/auth.ts": 'import { hash } from "../auth/passwords.ts";',
  "handlers/auth/relay.ts": 'import { Message } from "../relay/protocol/messages.ts";',
  "handlers/stream/home.ts": 'import type { Centrals } from "../home/centrals.ts";',
  "handlers/home/relay.ts": 'import { send } from "../relay/home/uplink.ts";',
  "handlers/relay/feature.ts": 'import { note } from "../features/accounts/audit.ts";',
  "handlers/features/links/api.ts": 'import { features } from "../../api.ts";',
  "handlers/somewhere/new.ts": 'import { operation } from "../kernel/operation.ts";',
  "handlers/home/somewhere.ts": 'import { a } from "../somewhere/new.ts";',
  "handlers/stray.ts": 'import { operation } from "./kernel/operation.ts";',
  // circles at run time: two files, three files, and through what is exported further
  "handlers/model/pair-a.ts": 'import { b } from "./pair-b.ts"; export const a = () => b;',
  "handlers/model/pair-b.ts": 'import { a } from "./pair-a.ts"; export const b = () => a;',
  "local/ring/one.ts": 'import "./two.ts";',
  "local/ring/two.ts": 'export * from "./three.ts";',
  "local/ring/three.ts": 'import { one } from "./one.ts"; export const three = () => one;',
  "adapters/ccu/half-type.ts": 'import { type A, b } from "./half-value.ts"; export const c = (a: A) => b(a);',
  "adapters/ccu/half-value.ts":
    'import { c } from "./half-type.ts"; export type A = 1; export const b = (a: A) => c(a);',
  // circles of features, though no file is in one
  "handlers/features/alarm/uses-groups.ts": 'import type { Group } from "../groups/schemas.ts";',
  "handlers/features/groups/uses-alarm.ts": 'import { zones } from "../alarm/zones.ts";',
};

/** None of these may be named. */
const CLEAN: Readonly<Record<string, string>> = {
  "handlers/kernel/clean.ts": 'import type { Clock } from "../ports/index.ts";',
  "handlers/ports/clean.ts":
    'import type { Device } from "../model/types.ts"; import { type A } from "../kernel/a.ts";',
  "handlers/features/values/clean.ts":
    'import { get } from "../devices/read.ts"; import { createHash } from "node:crypto";',
  "handlers/auth/clean.ts":
    '// import { a } from "../relay/b.ts";\nexport const text = \'import { a } from "../../local/b.ts"\';',
  "handlers/model/friends-a.ts": 'import type { B } from "./friends-b.ts"; export type A = B;',
  "handlers/model/friends-b.ts": 'import { type A } from "./friends-a.ts"; export type B = A;',
  "adapters/ccu/rega/clean.ts": 'import { a } from "../codec/a.ts"; import { b } from "../../../handlers/model/b.ts";',
  "adapters/client/clean.ts":
    'import type { Role } from "../../handlers/kernel/identity.ts"; import { b } from "./b.ts"; export type C = typeof b;',
  "infra/functions/clean.ts": 'import { a } from "../../adapters/lambda/a.ts"; import x from "../../assets/icons.ts";',
  "local/clean.ts": 'import { a } from "../infra/functions/a.ts"; import { b } from "./settings/b.ts";',
  "test/clean.ts": 'import { a } from "../local/a.ts"; import { b } from "../adapters/x/b.ts";',
};

/** Plants everything in a folder of its own. Returns what the rule missed, and what it names although it is right. */
export function tryTheRule(): { planted: number; missed: string[]; wrong: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "dependency-rule-"));
  try {
    for (const [file, text] of Object.entries({ ...PLANTED, ...CLEAN })) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${text}\n`);
    }
    const found = violations(readImports(folder)).map(({ at, between }) => ({ at, between }));
    const names = (file: string): boolean => found.some(({ at }) => at.split(" ").includes(file));
    const inFeatures = found.some(({ at, between }) => between !== "" && at === "alarm groups");
    const missed = Object.keys(PLANTED).filter((file) => !names(file) && !(inFeatures && /alarm|groups/.test(file)));
    return { planted: Object.keys(PLANTED).length, missed, wrong: Object.keys(CLEAN).filter(names) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
