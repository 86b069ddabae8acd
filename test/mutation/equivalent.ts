/** Mutants that change nothing which could be seen: no test can notice them, so they are not in the samples. */
export const EQUIVALENT: readonly { key: string; reason: string }[] = [];
