/** Tables for spreadsheets (RFC 4180), for whoever asks for one. */

/** A cell that a spreadsheet would take for a formula gets an apostrophe: names and notes come from clients. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const harmless = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A header line and one line per row, ended with CRLF. What is no text, number or boolean is JSON. */
export function csvTable<C extends string>(
  columns: readonly C[],
  rows: readonly { readonly [column in C]?: unknown }[],
): string {
  return [columns.join(","), ...rows.map((row) => columns.map((column) => cell(row[column])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
}

/** Only where a table is asked for and JSON is not liked as well or better: browsers take anything. */
export function wantsCsv(accept: string | undefined): boolean {
  const weights = new Map<string, number>();
  for (const part of (accept ?? "").split(",")) {
    const [type = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const quality = parameters.find((text) => text.startsWith("q="));
    weights.set(type, quality === undefined ? 1 : Number(quality.slice(2)) || 0);
  }
  return (weights.get("text/csv") ?? 0) > (weights.get("application/json") ?? 0);
}

/** @param file what a browser calls the file @param headers of the answer besides */
export const csvReply = (body: string, file: string, headers: Readonly<Record<string, string>> = {}) => ({
  status: 200 as const,
  body,
  type: "text/csv; charset=utf-8",
  headers: { ...headers, "content-disposition": `attachment; filename="${file}"` },
});
