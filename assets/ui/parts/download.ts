/** A file that the server has answered is given to the browser to keep. */

/** @param name of the file */
export function keepFile(content: Blob | string, name: string): void {
  const blob = typeof content === "string" ? new Blob([content]) : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // the browser has begun to read it by then
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
