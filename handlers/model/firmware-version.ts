const DOTTED = /^\d+(?:\.\d+)*$/;

/**
 * Whether `available` is newer than `current`. Dotted numbers are compared number by number; what is not of that form
 * (a nightly's name) is newer where it differs.
 */
export function isNewerFirmware(available: string, current: string): boolean {
  if (available === "" || available === current) return false;
  if (!DOTTED.test(available) || !DOTTED.test(current)) return true;
  const [a, b] = [available, current].map((version) => version.split(".").map(Number)) as [number[], number[]];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
