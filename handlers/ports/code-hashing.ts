/** Slow hashes of the alarm panel's codes: short, so that guessing each must cost time and memory. */
export interface CodeHashing {
  /** A PHC string of argon2id with a salt of its own. */
  hash(code: string): Promise<string>;
  /**
   * Whether it is the code behind a hash, compared in constant time. `false` for what is no hash of {@link hash}. Rejects
   * where the machine cannot compute it now (memory, too many at once).
   */
  check(code: string, hash: string): Promise<boolean>;
}
