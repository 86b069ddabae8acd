import type { Clock } from "../ports/index.ts";

/**
 * What `work` comes to if that takes no longer than `ms` milliseconds, else what `late` answers or throws. Only the wait
 * ends, not the work; how the work ends later is nobody's concern any more, a rejection neither.
 */
export function withinLimit<T, L = never>(
  clock: Pick<Clock, "after">,
  ms: number,
  work: Promise<T>,
  late: () => L,
): Promise<T | L> {
  return new Promise<T | L>((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    });
    work.then(
      (result) => {
        cancel();
        resolve(result);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
