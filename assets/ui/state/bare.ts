/** A page that has the screen to itself: a tablet on a wall. Nothing leads away from it by accident. */
import { signal } from "@preact/signals";

interface Bare {
  /** Asked of whoever wants to leave. */
  readonly question: string;
  readonly yes: string;
}

/** `undefined`: header, navigation and banner are there. */
export const bare = signal<Bare | undefined>(undefined);
