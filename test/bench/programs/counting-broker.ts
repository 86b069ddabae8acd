/** An MQTT broker (aedes) that counts what is published on topics with one ending. */
import { createServer } from "node:net";
import { Aedes } from "aedes";
import { program } from "../child.ts";

const aedes = new Aedes();
let ending = "";
let left = 0;
let reached = () => {};
aedes.on("publish", ({ topic }) => {
  if (left === 0 || !topic.endsWith(ending)) return;
  left -= 1;
  if (left === 0) reached();
});

program({
  async start() {
    await aedes.listen();
    const server = createServer(aedes.handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { port: (server.address() as { port: number }).port };
  },
  /** Answers when so many have come since it was asked. */
  got(argument: unknown) {
    const wanted = argument as { ending: string; count: number };
    ending = wanted.ending;
    left = wanted.count;
    return new Promise<void>((resolve) => {
      reached = resolve;
    });
  },
});
