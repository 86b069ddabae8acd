/** The connection through the embedded broker. */
import { type Broker, startBroker } from "../../adapters/mqtt/broker.ts";
import { linkSuite, SITES } from "./broker-suite.ts";
import { silent } from "./network.ts";

linkSuite("aedes, embedded", async () => {
  let port = 0;
  const start = (): Promise<Broker> =>
    startBroker({
      port,
      log: silent,
      authenticate: async (username, password) => {
        if (password !== `secret of ${username}`) return null;
        return username === "cloud"
          ? { role: "cloud" }
          : SITES.includes(username)
            ? { role: "relay", site: username }
            : null;
      },
    });
  let broker = await start();
  port = Number(new URL(broker.url).port);
  return {
    url: broker.url,
    login(who) {
      const username = who === "cloud" ? "cloud" : who.site;
      return { username, password: `secret of ${username}` };
    },
    async restart(during) {
      await broker.close();
      await during();
      broker = await start();
    },
    stop: () => broker.close(),
  };
});
