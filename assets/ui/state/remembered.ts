/** What this browser remembers of its user: appearance and language, nothing of the home. */
const PREFIX = "ccu-anywhere.";

/** `null` where there is nothing, or where the browser keeps nothing (private windows). */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // it holds until the page is closed
  }
}
