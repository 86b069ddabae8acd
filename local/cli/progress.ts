/** Says that something is being waited for, on a terminal, and leaves no trace of it. */
import type { Terminal } from "./terminal.ts";

/** Milliseconds after which a wait is told, and between two looks of it. */
const FIRST_MS = 1_000;
const STEP_MS = 250;

const FRAMES = ["|", "/", "-", "\\"];
/** To the start of the line, and clear it (ECMA-48). */
const CLEAR = "\r\u001b[2K";

/** @returns how to end it */
export function startProgress({ stderr, env }: Terminal, what: string): () => void {
  if (stderr.isTTY !== true || env.TERM === "dumb") return () => {};
  const started = Date.now();
  let shown = 0;
  const show = () => {
    const seconds = Math.floor((Date.now() - started) / 1000);
    stderr.write(`${CLEAR}${FRAMES[shown++ % FRAMES.length]} ${what} … ${seconds} s`);
    timer = setTimeout(show, STEP_MS);
  };
  let timer = setTimeout(show, FIRST_MS);
  return () => {
    clearTimeout(timer);
    if (shown > 0) stderr.write(CLEAR);
  };
}
