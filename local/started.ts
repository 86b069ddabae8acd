/** How the programs of this folder are started: from a checkout by npm's scripts, from the package by `ccu-anywhere`. */

/** Node runs the sources of a checkout; the package is built (`npm run build`). */
const IS_BUILT = import.meta.filename.endsWith(".js");

const SCRIPTS = { server: "npm start", relay: "npm run relay", cloud: "npm run cloud", simulator: "npm run simulator" };

/** The line that starts a program, for texts that tell people what to type. */
export function started(program: keyof typeof SCRIPTS, options = ""): string {
  if (IS_BUILT) return `ccu-anywhere ${program}${options && ` ${options}`}`;
  return `${SCRIPTS[program]}${options && ` -- ${options}`}`;
}
