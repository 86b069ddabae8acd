/**
 * The CCU that a request names. Whoever names one that does not exist is told so, by every operation and command alike
 * (api-behaviour 4): a list of nothing, or of everything, would be taken for the answer.
 */
import type { Home } from "../ports/index.ts";
import { badRequest, notFound, type Refusal } from "./problem.ts";

/** Title of the refusal where the CCU is ambiguous or unknown: clients look for it (api-behaviour 4). */
export const CENTRAL_REQUIRED = "central required (multiple CCUs)";

/** Names of CCUs have at most 64 characters (settings): what is longer is kept as a name that none of them has. */
const CENTRAL_NAME_LIMIT = 64;
/** The name that a request gives; nothing, where it gives no text. */
export const namedCentral = (name: unknown): string | undefined =>
  typeof name === "string" && name !== "" ? name.slice(0, CENTRAL_NAME_LIMIT + 1) : undefined;

/** In the query of any operation: where two CCUs have the same address, it says which one is meant. */
export const centralIn = (query: string): string | undefined =>
  query.includes("central=") ? namedCentral(new URLSearchParams(query).get("central")) : undefined;

/** As argument of any command. The contract gives few commands the argument, some as `central`, some as `central_name`. */
export function centralOf(args: unknown): string | undefined {
  if (typeof args !== "object" || args === null) return undefined;
  const { central, central_name } = args as { central?: unknown; central_name?: unknown };
  return namedCentral(central) ?? namedCentral(central_name);
}

/** The refusal of a request that names no CCU, or one that does not exist. */
export function refuseCentral(centrals: readonly { name: string }[], named: string | undefined, status?: 404): Refusal {
  const known = centrals.map(({ name }) => name).join(", ");
  const detail = named ? `no CCU is called ${named}; there is ${known}` : `name one of ${known}`;
  return status === 404
    ? notFound(detail, "Unknown central")
    : badRequest(detail, centrals.length > 1 ? CENTRAL_REQUIRED : "Unknown central");
}

/** Nothing is refused before any CCU is known. @throws Refusal 400 (404) where no CCU has this name. */
export async function requireKnownCentral(
  home: Pick<Home, "centrals">,
  named: string | undefined,
  status?: 404,
): Promise<void> {
  if (named === undefined) return;
  const centrals = await home.centrals();
  if (centrals.length === 0 || centrals.some(({ name }) => name === named)) return;
  throw refuseCentral(centrals, named, status);
}
