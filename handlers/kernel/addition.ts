/** How the published contract marks what is not in the contract that is served. */

/**
 * Metadata of a member or broadcast that contract 3.1.0 lacks and that later clients read: the published files show it, so
 * that nobody takes it for a part of 3.1.0. Spread it into `.meta({ ... })`.
 */
export const ADDITION = { "x-ccu-anywhere": "addition" } as const;
