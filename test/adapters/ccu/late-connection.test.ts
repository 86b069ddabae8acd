/** A CCU whose network hangs while a command is being sent: it must not get the command when it comes back. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface, type Interface } from "node:readline";
import { describe, test } from "node:test";
import { createBinRpcClient, createHttpClient, createXmlRpcClient } from "../../../adapters/ccu/rpc-client.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { type CcuFault, EXPIRED } from "../../../handlers/ports/index.ts";

/** A server with room for one waiting connection, which tells the words that it knows of what it receives. */
const SERVER = `
import { createServer } from "node:net";
const server = createServer((socket) => {
  socket.on("error", () => {});
  socket.on("data", (data) => {
    for (const word of data.toString("latin1").match(/tooLate|control|afterwards/g) ?? []) console.log(word);
  });
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 1 }, () => console.log(server.address().port));`;
/** More than a backlog of one takes, whatever the system rounds it up to. */
const FILLERS = 8;

class HangingServer {
  readonly child: ChildProcess;
  readonly heard: string[] = [];
  readonly fillers: Socket[] = [];
  port = 0;
  #lines: Interface;

  constructor() {
    this.child = spawn(process.execPath, ["--input-type=module", "-e", SERVER], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    assert.ok(this.child.stdout);
    this.#lines = createInterface({ input: this.child.stdout });
  }

  /** Stops accepting; whether the next connection really hangs. */
  async hang(): Promise<boolean> {
    const [port] = await once(this.#lines, "line");
    this.port = Number(port);
    this.#lines.on("line", (line) => this.heard.push(line));
    this.child.kill("SIGSTOP");
    for (let i = 0; i < FILLERS; i++) {
      const filler = connect(this.port, "127.0.0.1").on("error", () => {});
      this.fillers.push(filler);
    }
    await once(this.fillers[0] as Socket, "connect");
    await turns();
    return this.fillers.some((filler) => filler.connecting);
  }

  goOn(): void {
    for (const filler of this.fillers) filler.destroy();
    this.child.kill("SIGCONT");
  }

  async until(word: string): Promise<void> {
    while (!this.heard.includes(word)) await once(this.#lines, "line");
  }

  async close(): Promise<void> {
    for (const filler of this.fillers) filler.destroy();
    const closed = once(this.child, "close");
    this.child.kill("SIGKILL");
    await closed;
  }
}

const turns = async () => {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe("a connection that takes longer than the command may wait", () => {
  const clock = createManualClock();
  for (const protocol of ["XML-RPC", "BIN-RPC", "HTTP"] as const)
    test(`${protocol}: given up unsent, while others get through`, async (t) => {
      const server = new HangingServer();
      t.after(() => server.close());
      if (!(await server.hang())) return t.skip("this system accepts connections for a stopped process");
      const endpoint = { host: "127.0.0.1", port: server.port };
      const http = createHttpClient(endpoint, clock, false);
      const client = protocol === "BIN-RPC" ? createBinRpcClient(endpoint, clock) : createXmlRpcClient(endpoint, clock);
      t.after(() => {
        client.close();
        http.close();
      });
      const call = (word: string, sendBy?: number): Promise<unknown> => {
        const options = sendBy === undefined ? {} : { sendBy };
        if (protocol === "HTTP") return http.send("/", Buffer.from(word), "text/plain", options);
        return client.call(word, [], options);
      };
      call("control").catch(() => {});
      const outcomes: CcuFault[] = [];
      const late = call("tooLate", clock.now() + 5000).catch((error: CcuFault) => outcomes.push(error));
      await turns();
      clock.advance(4999);
      await turns();
      assert.equal(outcomes.length, 0, "it still tries");
      clock.advance(1);
      await late;
      assert.match(String(outcomes[0]), /deadline/);
      assert.equal(outcomes[0]?.class, "transport");
      assert.equal(outcomes[0]?.cause, EXPIRED);
      server.goOn();
      call("afterwards").catch(() => {});
      await server.until("control");
      await server.until("afterwards");
      assert.equal(server.heard.includes("tooLate"), false);
    });

  test("without a limit nothing is given up", async (t) => {
    const server = new HangingServer();
    t.after(() => server.close());
    if (!(await server.hang())) return t.skip("this system accepts connections for a stopped process");
    const client = createXmlRpcClient({ host: "127.0.0.1", port: server.port }, clock);
    t.after(() => client.close());
    let failed = false;
    client.call("control", [], { sendBy: Number.POSITIVE_INFINITY }).catch(() => {
      failed = true;
    });
    await turns();
    clock.advance(30_000);
    await turns();
    assert.equal(failed, false);
    server.goOn();
    await server.until("control");
  });
});
