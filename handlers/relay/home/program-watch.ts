/** Notices that the program has something else to say of itself: its parts are asked, they do not tell. */
import type { Clock, HomeProgram } from "../../ports/index.ts";
import { programEssence } from "./home-documents.ts";

/** Milliseconds between two looks, each within this process: what a part says differently is on its way within this. */
export const PROGRAM_LOOK_MS = 10_000;

export interface ProgramWatch {
  /** Looks now: something was done that may have changed it. */
  look(): void;
  close(): void;
}

export function createProgramWatch(clock: Clock, program: () => HomeProgram, changed: () => void): ProgramWatch {
  let told = programEssence(program());
  let cancel = () => {};

  function look(): void {
    const now = programEssence(program());
    if (now === told) return;
    told = now;
    changed();
  }
  function again(): void {
    cancel = clock.after(PROGRAM_LOOK_MS, () => {
      again();
      look();
    });
  }
  again();
  return { look, close: () => cancel() };
}
