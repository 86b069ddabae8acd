/** Sends one request to a world that is right but for it, and judges: refused or served, never broken. */
import assert from "node:assert/strict";
import { COMMAND_ERRORS } from "../../handlers/kernel/command.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { PROBLEM_CODES } from "../../handlers/kernel/problem.ts";
import type { Connection, Transport, WireRequest } from "../conformance/case.ts";
import { answerFault, resultFault } from "../conformance/contract.ts";
import { createWorld, USERS, type World, type WorldKind } from "../conformance/world.ts";

/** One transport and a world that is made anew whenever something was changed. */
export class Target {
  readonly #transport: Transport;
  readonly #kind: WorldKind;
  readonly #given: (world: World) => void | Promise<void>;
  #world: World | undefined;
  #connection: Connection | undefined;
  sent = 0;

  constructor(
    transport: Transport,
    kind: WorldKind = "home",
    given: (world: World) => void | Promise<void> = () => {},
  ) {
    this.#transport = transport;
    this.#kind = kind;
    this.#given = given;
  }

  async #ready(): Promise<{ world: World; connection: Connection }> {
    if (this.#world && this.#connection) return { world: this.#world, connection: this.#connection };
    const world = await createWorld(this.#kind);
    await this.#given(world);
    this.#world = world;
    this.#connection = await this.#transport.open(world);
    return { world, connection: this.#connection };
  }

  async end(): Promise<void> {
    await this.#connection?.close();
    await this.#world?.stop();
    this.#world = undefined;
    this.#connection = undefined;
  }

  async #judgeEffects(world: World, before: ReturnType<World["changes"]>, refused: boolean): Promise<void> {
    const after = world.changes();
    const faults = world.logged.filter((line) => !line.includes('"login failed"'));
    assert.deepEqual(faults, [], "something was logged as our own fault");
    // what was no credential leaves a warning, and an entry of the audit log: the only thing that a refused request may
    if (faults.length < world.logged.length) after.audit = before.audit;
    if (refused) assert.deepEqual(after, before, "a refused request changed something");
    if (after.store !== before.store) await this.end();
  }

  /** @returns the status. */
  async request(method: string, path: string, request: WireRequest): Promise<number> {
    const { world, connection } = await this.#ready();
    this.sent += 1;
    // attempts with passwords are counted, and time stands still
    const { throttle } = world.running.authenticator;
    for (const user of Object.values(USERS)) for (let i = 0; i < 2; i++) throttle.give("127.0.0.1", user);
    world.logged.length = 0;
    const before = world.changes();
    const answer = await connection.request(request);
    const shown = `${answer.status} ${Buffer.from(answer.body).toString().slice(0, 300)}`;
    assert.ok(answer.status < 500, `our own fault: ${shown} ${world.logged}`);
    if (answer.status >= 400) {
      const code = String(answer.headers["x-problem-code"]);
      if (code !== "undefined") assert.ok((PROBLEM_CODES as readonly string[]).includes(code), shown);
    }
    // a path that is not even one has no operation that could publish the answer
    if (!shown.includes("Route not found")) assert.equal(answerFault(method, path, answer), undefined, shown);
    await this.#judgeEffects(world, before, answer.status >= 400);
    return answer.status;
  }

  async command(command: string, args: unknown, identity: Identity): Promise<void> {
    const { world } = await this.#ready();
    this.sent += 1;
    world.logged.length = 0;
    const before = world.changes();
    const { call, site } = world.running;
    const result = await call({ command, args, identity, site, requestId: "request" });
    if ("error" in result) {
      assert.ok(COMMAND_ERRORS.includes(result.error.code), result.error.code);
      assert.notEqual(result.error.code, "internal_error", result.error.message);
    } else assert.equal(resultFault(command, JSON.parse(JSON.stringify(result.data))), undefined);
    await this.#judgeEffects(world, before, "error" in result);
  }
}
