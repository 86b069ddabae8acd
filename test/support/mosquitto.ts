/** Mosquitto as a process of its own, where it is installed (Debian package `mosquitto`). */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MESSAGE_LIMIT } from "../../handlers/relay/protocol/codec.ts";
import { freePort, until } from "./program.ts";

/** Debian puts the daemon where only root's PATH looks. */
const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/usr/local/sbin` };
/** For `skip`: why not, or `false`. */
export const noMosquitto =
  spawnSync("mosquitto", ["-h"], { env }).error === undefined
    ? false
    : "Mosquitto is not installed (apt-get install mosquitto)";

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/**
 * @param rules topics by user, as an `acl_file` has them; every user's password is {@link secretOf}
 */
export async function startMosquitto(rules: Readonly<Record<string, readonly string[]>>) {
  const folder = mkdtempSync(join(tmpdir(), "ccu-anywhere-mosquitto-"));
  const port = await freePort();
  const passwords = join(folder, "passwords");
  writeFileSync(passwords, "", { mode: 0o600 });
  for (const user of Object.keys(rules))
    execFileSync("mosquitto_passwd", ["-b", passwords, user, secretOf(user)], { env, stdio: "ignore" });
  const texts = Object.entries(rules).map(([user, topics]) =>
    [`user ${user}`, ...topics.map((topic) => `topic ${topic}`)].join("\n"),
  );
  writeFileSync(join(folder, "rules"), `${texts.join("\n\n")}\n`, { mode: 0o600 });
  const lines = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous false",
    `password_file ${passwords}`,
    `acl_file ${join(folder, "rules")}`,
    `message_size_limit ${MESSAGE_LIMIT}`,
    "persistence false",
    // it would become another user where it is started by root, who could not read this folder
    ...(process.getuid?.() === 0 ? ["user root"] : []),
  ];
  writeFileSync(join(folder, "mosquitto.conf"), lines.join("\n"));
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
    async restart(during: () => Promise<unknown>) {
      await end();
      await during();
      child = await start();
    },
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const secretOf = (user: string): string => `secret of ${user}`;
