/** `ccu-anywhere info` */
import { type Client, dataOf, type Schemas } from "../../adapters/client/index.ts";
import type { Command, Context } from "./command.ts";
import { table } from "./table.ts";
import { painter, printable } from "./terminal.ts";

const ONCE = { retries: 0 };

interface Told {
  info: Schemas["Info"];
  health: Schemas["Health"];
  /** Absent for strangers. */
  identity?: Schemas["Identity"];
  /** Absent for whoever may not see them. */
  ccus?: Schemas["SystemCCUEntry"][];
}

async function read(client: Client): Promise<Told> {
  const info = dataOf(await client.GET("/info", ONCE));
  const health = dataOf(await client.GET("/health", ONCE));
  const me = await client.GET("/auth/me", ONCE);
  if (me.error && me.status !== 401) dataOf(me);
  const ccus = me.data ? await client.GET("/system/ccu", ONCE) : undefined;
  if (ccus?.error && ccus.status !== 403) dataOf(ccus);
  return { info, health, identity: me.data, ccus: ccus?.data?.entries };
}

function people({ info, health, identity, ccus = [] }: Told, { terminal }: Context): string {
  const paint = painter(terminal.stdout, terminal.env);
  const good = (isGood: boolean, text: string) => paint(isGood ? "green" : "yellow", printable(text));
  const ill = health.components.filter(({ status }) => status !== "healthy");
  const rows = [
    ["Version", printable(info.version)],
    ["API", printable(info.api_version)],
    ["Runs for", printable(info.uptime)],
    ["Health", good(health.status === "healthy", health.status)],
    ...ill.map(({ name, status, note }) => ["", printable(`${name}: ${note ?? status}`)]),
    ["You are", identity ? printable(`${identity.subject} (${identity.role})`) : "nobody: not logged in"],
    ...ccus.map(({ name, host, model, version, available }) => [
      "CCU",
      good(available, [name, model, version, `at ${host}`, available ? "" : "unreachable"].filter(Boolean).join(" ")),
    ]),
  ];
  return table(rows);
}

export const command: Command = {
  args: "",
  count: [0, 0],
  examples: [
    ["info", "version, health and CCUs of the endpoint"],
    ["info --json", "the same for programs: {info, health, identity, ccus}"],
    ["info --url ccu.local:8080", "what it tells strangers"],
  ],
  run: async (context) => {
    const told = await context.during("asking the endpoint", context.client().then(read));
    context.show(told, () => people(told, context));
  },
};
