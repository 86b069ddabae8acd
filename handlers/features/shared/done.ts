/** Answers that tell nothing but that the work is done. */

/** `answer`, once the work is done. @throws what the work throws */
export async function after<T>(work: Promise<unknown>, answer: T): Promise<T> {
  await work;
  return answer;
}

/** For answers such as `{ saved: true }`. @throws what the work throws */
export const done = (work: Promise<unknown>): Promise<true> => after(work, true as const);
