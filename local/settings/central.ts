/** The CCUs in the file and the environment: rows as the API has them, written as people write. */
import * as z from "zod";
import { CENTRAL_LIMIT, CentralRow, REGA_PORT } from "../../handlers/configuration/central-row.ts";
import { fromText } from "./from-text.ts";

export { CENTRAL_LIMIT, REGA_PORT };

/** A row as the program uses it: the password is here, wherever it came from. */
export type Central = Omit<CentralRow, "password_env" | "password_plain"> & { password?: string };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const byText = (shape: z.ZodRawShape, row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Object.hasOwn(shape, name) ? fromText(shape[name] as z.ZodType, value) : value,
    ]),
  );

/** An interface by its name alone; words and digits for what is no text; lists by commas. */
function readRow(row: unknown): unknown {
  if (!isObject(row)) return row;
  const read = byText(CentralRow.shape, { interfaces: [], enabled: true, ...row });
  const interfaces = Array.isArray(read.interfaces)
    ? read.interfaces.map((one) => (typeof one === "string" ? { name: one } : one))
    : read.interfaces;
  return { ...read, interfaces };
}

const Row = z.preprocess(readRow, CentralRow);

export const Centrals = z.preprocess(
  readJson,
  z.array(Row, { error: "must be a list of CCUs" }).superRefine((rows, context) => {
    const names = rows.map(({ name }) => name.toLowerCase());
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index)
        context.addIssue({ code: "custom", path: [index, "name"], message: "another central has this name" });
    });
  }),
);

/** The parser's own message would quote the text, passwords and all. */
function readJson(value: unknown, context: z.RefinementCtx): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    context.addIssue({ code: "custom", message: `is no JSON${at === undefined ? "" : ` (at character ${at})`}` });
    return z.NEVER;
  }
}
