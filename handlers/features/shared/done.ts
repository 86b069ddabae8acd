/** For answers such as `{ saved: true }`: `true` once the work is done. @throws what the work throws */
export async function done(work: Promise<unknown>): Promise<true> {
  await work;
  return true;
}
