/**
 * What `work` comes to, asked for when it is first needed and kept. Whoever asks meanwhile shares the question; what failed
 * is not kept: the next one asks anew.
 */
export function onDemand<T>(work: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    if (asked) return asked;
    // within a promise: work that throws at once fails like any other
    const mine = Promise.resolve().then(work);
    asked = mine;
    mine.catch(() => {
      asked = undefined;
    });
    return mine;
  };
}
