/** The QR code of a setup payload as a picture. matter.js draws it in half blocks of text; each is two modules. */
import { QrCode } from "@matter/main/types";

/** Modules on each side that stay empty (ISO/IEC 18004). */
const QUIET = 4;
/** Of version 1, which all setup codes are. */
const MODULES = 21;
/** Characters whose upper, and whose lower half is light. */
const UPPER_LIGHT = "▀█";
const LOWER_LIGHT = "▄█";

/** Rows of modules, `true` = dark. */
export function qrModules(code: string): boolean[][] {
  const lines = QrCode.get(code).split("\n").slice(1, -2);
  const rows = lines.flatMap((line) => {
    const inner = [...line].slice(1, -1);
    return [inner.map((one) => !UPPER_LIGHT.includes(one)), inner.map((one) => !LOWER_LIGHT.includes(one))];
  });
  return rows.slice(0, MODULES);
}

export function qrSvg(code: string): string {
  const side = MODULES + 2 * QUIET;
  const path = qrModules(code)
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])))
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path d="${path}"/></svg>`;
}
