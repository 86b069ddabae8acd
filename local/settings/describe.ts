/** The settings for people: `--help` and the tables of the README. */
import { started } from "../started.ts";
import { centralMembers } from "./central.ts";
import { settingList } from "./schema.ts";

/** Columns of a terminal (the customary width of help texts). */
const WIDTH = 100;

/** Text of `--help`. */
export function describeSettings(): string {
  const settings = settingList().flatMap(({ env, yaml, text, default: preset }) => [
    `  ${env}  (${yaml})`,
    ...wrap(`${text.replaceAll("`", "")}.${preset === undefined ? "" : ` Default: ${preset.replaceAll("`", "")}.`}`, 6),
  ]);
  const members = centralMembers().flatMap(({ yaml, text, default: preset }) => [
    `  ${yaml}`,
    ...wrap(`${text.replaceAll("`", "")}.${preset === undefined ? "" : ` Default: ${preset}.`}`, 6),
  ]);
  return [
    started("server", "[--config FILE] [--help]"),
    "",
    "Settings come from a YAML file (paths in parentheses); environment variables win over it.",
    "",
    ...settings,
    "",
    "Members of a CCU in CCU_ANYWHERE_CENTRALS:",
    "",
    ...members,
    "",
  ].join("\n");
}

/** Markdown table of all settings. */
export const settingsTable = (): string =>
  table(
    ["Variable", "In the file", "Default", "Meaning"],
    settingList().map(({ env, yaml, default: preset, text }) => [`\`${env}\``, `\`${yaml}\``, shown(preset), text]),
  );

/** Markdown table of the members of a central. */
export const centralTable = (): string =>
  table(
    ["Member", "Default", "Meaning"],
    centralMembers().map(({ yaml, default: preset, text }) => [`\`${yaml}\``, shown(preset), text]),
  );

const shown = (preset: string | undefined): string =>
  preset === undefined ? "–" : /[ `]/.test(preset) ? preset : `\`${preset}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > WIDTH - indent) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part) => " ".repeat(indent) + part);
}
