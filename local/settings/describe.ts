/** The settings for people: `--help` and the tables of the documentation. */
import { CentralRow } from "../../handlers/configuration/central-row.ts";
import { standardOf } from "../../handlers/configuration/layers.ts";
import { programSections } from "../../handlers/configuration/program-sections.ts";
import { membersOf, type SectionField } from "../../handlers/kernel/section.ts";
import { isDuration } from "../../handlers/kernel/section-kinds.ts";
import { started } from "../started.ts";
import { CENTRALS, settingFields } from "./declared.ts";

/** Columns of a terminal (the customary width of help texts). */
const WIDTH = 100;

const centralMembers = membersOf(CentralRow.shape);

interface Row {
  env: string;
  path: string;
  text: string;
  preset: string | undefined;
}

const CENTRALS_ROW: Row = {
  ...CENTRALS,
  text: "The CCUs: in the environment a JSON array, members as below",
  preset: "none: the simulator runs, as `demo`",
};

/** As people write it. */
function presetOf(field: SectionField): string | undefined {
  if (field.default !== undefined) return field.default;
  const value = standardOf(field);
  if (value === undefined || value === "") return undefined;
  if (isDuration(field.schema)) return durationText(Number(value));
  return Array.isArray(value) ? value.join(",") || "none" : String(value);
}

const SPANS = [
  ["h", 3_600e9],
  ["m", 60e9],
  ["s", 1e9],
  ["ms", 1e6],
] as const;
function durationText(ns: number): string {
  const [unit, size] = SPANS.find(([, span]) => ns >= span && ns % span === 0) ?? ["s", 1e9];
  return `${ns / size}${unit}`;
}

const rowsOf = (fields: readonly SectionField[] = settingFields): Row[] => {
  const rows = fields.map((field) => ({
    env: field.env,
    path: field.path,
    text: field.text,
    preset: presetOf(field),
  }));
  const first = rows.findIndex(({ path }) => path === "locale");
  return [...rows.slice(0, first), CENTRALS_ROW, ...rows.slice(first)];
};

/** Text of `--help`. */
export function describeSettings(): string {
  const settings = rowsOf().flatMap(({ env, path, text, preset }) => [
    `  ${env}  (${path})`,
    ...wrap(`${text.replaceAll("`", "")}.${preset === undefined ? "" : ` Default: ${preset.replaceAll("`", "")}.`}`, 6),
  ]);
  const members = centralMembers.flatMap(({ path, text, default: preset }) => [
    `  ${path}`,
    ...wrap(`${text.replaceAll("`", "")}.${preset === undefined ? "" : ` Default: ${preset}.`}`, 6),
  ]);
  return [
    started("server", "[--config FILE] [--check-config] [--help]"),
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

/** Markdown table of settings; default: of all. */
export const settingsTable = (fields?: readonly SectionField[]): string =>
  table(
    ["Variable", "In the file", "Default", "Meaning"],
    rowsOf(fields).map(({ env, path, preset, text }) => [`\`${env}\``, `\`${path}\``, shown(preset), text]),
  );
/** Those of the program itself: what most people need. */
export const programTable = (): string => settingsTable(programSections.flatMap(({ fields }) => fields));

/** Markdown table of the members of a central. */
export const centralTable = (): string =>
  table(
    ["Member", "Default", "Meaning"],
    centralMembers.map(({ path, default: preset, text }) => [`\`${path}\``, shown(preset), text]),
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
