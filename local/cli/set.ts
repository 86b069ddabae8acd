/** `ccu-anywhere set` */
import { dataOf } from "../../adapters/client/index.ts";
import { parseDataPoint, targetText } from "./address.ts";
import type { Command, Context } from "./command.ts";
import { usageError } from "./exit-codes.ts";
import { printable } from "./terminal.ts";
import { parseValue, unitOf, valueText } from "./values.ts";

const PRIORITIES = ["critical", "high", "low"] as const;
type Priority = (typeof PRIORITIES)[number];

function priorityOf(text: string | undefined): Priority | undefined {
  if (text === undefined || PRIORITIES.includes(text as Priority)) return text as Priority | undefined;
  throw usageError(`--priority is ${PRIORITIES.join(", ")}`);
}

async function write(context: Context): Promise<void> {
  const [where = "", text = ""] = context.args;
  const target = parseDataPoint(where);
  const priority = priorityOf(context.text("priority"));
  const client = await context.client();
  const { address, channel, parameter } = target;
  const path = { addr: address, no: channel, param: parameter };
  const params = { path, query: { central: context.text("central") } };
  const point = dataOf(
    await context.during(
      "reading the data point",
      client.GET("/devices/{addr}/channels/{no}/data-points/{param}", { params, retries: 0 }),
    ),
  );
  const value = parseValue(text, point);
  // one repetition: it has its effect once, and a lost answer is found again
  const answer = await context.during(
    "writing",
    client.PUT("/devices/{addr}/channels/{no}/data-points/{param}/value", {
      params,
      body: { value, ...(priority ? { priority } : {}) },
      retries: 1,
    }),
  );
  dataOf(answer);
  context.show({ outcome: "sent", address, channel, parameter, value }, () =>
    printable(`sent: ${targetText(target)} = ${valueText(value, unitOf(point))}`),
  );
}

export const command: Command = {
  args: "ADDRESS:CHANNEL.PARAMETER VALUE",
  count: [2, 2],
  examples: [
    ["set 0001D3C99C6A01:3.STATE on", "switches a socket on: true, false, on, off"],
    ["set 000A1BE9A71F15:1.SET_POINT_TEMPERATURE 21.5", "a number, in the unit that get shows"],
    ["set OEQ1234567:1.LEVEL 0.3", "a dimmer or a blind: 0 to 1"],
    ["set 0001D3C99C6A01:3.STATE on --json", '{"outcome": "sent", …}'],
  ],
  options: {
    priority: { value: "NAME", choices: PRIORITIES, text: `${PRIORITIES.join(", ")}: its place in the queue` },
  },
  notes:
    "VALUE is read by the type of the data point; one of a list by its name or its number. Sent means that the CCU has taken it:\n" +
    "what the device then does, watch shows. Where it was refused the reason is told, and nothing has changed.",
  run: write,
};
