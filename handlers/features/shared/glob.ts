/** Patterns of names in the configuration. */

/**
 * `*` stands for any number of characters, `?` for one; anything else for itself, whatever its case. Only the last star is
 * tried again where something does not fit: the work is at most the product of the lengths, whatever somebody configures.
 */
export function globMatcher(glob: string): (text: string) => boolean {
  const pattern = glob.toLowerCase();
  return (original) => {
    const text = original.toLowerCase();
    let [at, read] = [0, 0];
    let star = -1;
    let from = 0;
    while (read < text.length) {
      if (pattern[at] === "*") {
        star = at++;
        from = read;
      } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[read])) {
        at += 1;
        read += 1;
      } else if (star >= 0) {
        at = star + 1;
        read = ++from;
      } else return false;
    }
    while (pattern[at] === "*") at += 1;
    return at === pattern.length;
  };
}
