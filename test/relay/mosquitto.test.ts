/** The same connection through Mosquitto, where it is installed (Debian package `mosquitto`): nothing in it depends on aedes. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MESSAGE_LIMIT } from "../../handlers/relay/protocol/messages.ts";
import { until } from "../support/program.ts";
import { linkSuite, SITES } from "./broker-suite.ts";

/** Debian puts the daemon where only root's PATH looks. */
const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/usr/local/sbin` };
const isInstalled = spawnSync("mosquitto", ["-h"], { env }).error === undefined;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/** What each site may, as the embedded broker and the policies of AWS IoT Core have it. */
const rules = SITES.map(
  (site) => `user ${site}
topic write ccu-anywhere/${site}/up/#
topic read ccu-anywhere/${site}/down/#
topic read ccu-anywhere/${site}/up/state
`,
);

linkSuite(
  "Mosquitto",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "ccu-anywhere-mosquitto-"));
    const port = await freePort();
    const passwords = join(folder, "passwords");
    writeFileSync(passwords, "", { mode: 0o600 });
    for (const user of [...SITES, "cloud"])
      execFileSync("mosquitto_passwd", ["-b", passwords, user, `secret of ${user}`], { env, stdio: "ignore" });
    writeFileSync(join(folder, "rules"), `${rules.join("\n")}\nuser cloud\ntopic readwrite ccu-anywhere/#\n`, {
      mode: 0o600,
    });
    writeFileSync(
      join(folder, "mosquitto.conf"),
      [
        `listener ${port} 127.0.0.1`,
        "allow_anonymous false",
        `password_file ${passwords}`,
        `acl_file ${join(folder, "rules")}`,
        `message_size_limit ${MESSAGE_LIMIT}`,
        "persistence false",
        // it would become another user where it is started by root, who could not read this folder
        ...(process.getuid?.() === 0 ? ["user root"] : []),
      ].join("\n"),
    );
    const start = async () => {
      const child = spawn("mosquitto", ["-c", join(folder, "mosquitto.conf")], { env, stdio: "ignore" });
      await until("Mosquitto", () => answers(port));
      return child;
    };
    let child = await start();
    const end = async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    };
    return {
      url: `mqtt://127.0.0.1:${port}`,
      login(who) {
        const username = who === "cloud" ? "cloud" : who.site;
        return { username, password: `secret of ${username}` };
      },
      async restart(during) {
        await end();
        await during();
        child = await start();
      },
      async stop() {
        await end();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
  isInstalled ? false : "Mosquitto is not installed (apt-get install mosquitto)",
);
