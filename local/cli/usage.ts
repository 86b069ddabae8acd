/** Help texts: examples first. */
import type { Command, OptionSpec } from "./command.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { table } from "./table.ts";

/** Every command takes these. */
export const COMMON: Readonly<Record<string, OptionSpec>> = {
  json: { text: "one JSON document instead of a table" },
  central: { value: "NAME", text: "the CCU that is meant, where two have the same address" },
  profile: { value: "NAME", text: "which login to use (CCU_ANYWHERE_PROFILE; default: default)" },
  url: { value: "URL", text: "the endpoint, without a login (CCU_ANYWHERE_URL)" },
  token: { value: "TOKEN", text: "a bearer token for it; others on this machine see it: rather CCU_ANYWHERE_TOKEN" },
  user: { value: "NAME", text: "a user of it (CCU_ANYWHERE_USER), with CCU_ANYWHERE_PASSWORD" },
  verbose: { short: "v", text: "the whole story of an error" },
  help: { short: "h", text: "this text" },
};

const optionRow = ([name, { value, short, text }]: [string, OptionSpec]): string[] => [
  `  ${short === undefined ? "   " : `-${short},`} --${name}${value === undefined ? "" : ` ${value}`}`,
  text,
];

export function usage(name: string, command: Command): string {
  const examples = command.examples.map(([line, does]) => [`  ccu-anywhere ${line}`, does]);
  const options = [...Object.entries(command.options ?? {}), ...Object.entries(COMMON)].map(optionRow);
  const codes = EXIT_CODES.map(([code, means]) => [`  ${String(code).padStart(3)}`, means]);
  return [
    table(examples),
    `Usage: ${["ccu-anywhere", name, command.args, "[options]"].filter(Boolean).join(" ")}`,
    ...(command.notes === undefined ? [] : [command.notes]),
    table(options),
    `Exit codes:\n${table(codes)}`,
  ].join("\n\n");
}
