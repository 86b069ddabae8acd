/** Which CCU is meant, where a home has several (api-behaviour 4). Shared by every operation and command. */
import { CENTRAL_REQUIRED, refuseCentral, requireKnownCentral } from "../../kernel/named-central.ts";
import { badRequest, notFound, toRefusal, unready, upstream } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Hub, HubList } from "../../model/types.ts";
import type { Ccu, CentralState, HubSnapshot } from "../../ports/index.ts";

/**
 * The central that a change goes to, and every command that works on one CCU: the named one, or the only one.
 * @throws 400 `bad_request` where the name is missing (with several) or unknown; 503 before any CCU is configured.
 */
export async function chooseCentral(scope: Pick<RequestScope, "home">, named?: string): Promise<CentralState> {
  const centrals = await scope.home.centrals();
  if (centrals.length === 0) throw unready("no CCU is known yet");
  const chosen = named ? centrals.find((c) => c.name === named) : centrals.length === 1 ? centrals[0] : undefined;
  if (chosen === undefined) throw refuseCentral(centrals, named);
  return chosen;
}

/**
 * As {@link chooseCentral}, where the contract answers an unknown name with 404.
 * @throws Refusal 404 for an unknown name, 400 where it is missing with several, 503 before any CCU is configured
 */
export async function findCentral(scope: Pick<RequestScope, "home">, named?: string): Promise<CentralState> {
  await requireKnownCentral(scope.home, named, 404);
  return chooseCentral(scope, named);
}

/**
 * The central of a list command: as {@link chooseCentral}, but `undefined` (an empty list) before any CCU is known.
 */
export async function listedCentral(
  scope: Pick<RequestScope, "home">,
  named?: string,
): Promise<CentralState | undefined> {
  return (await scope.home.centrals()).length === 0 ? undefined : chooseCentral(scope, named);
}

export interface CentralHub {
  central: CentralState;
  hub: Hub;
}

/**
 * Every central (or the named one) with its hub, alphabetical: what the aggregated lists are made of. Empty before any
 * CCU is known. @throws 400 for an unknown name.
 */
export async function hubs(scope: Pick<RequestScope, "home">, named?: string): Promise<CentralHub[]> {
  const all = await scope.home.centrals();
  const centrals = named && all.length > 0 ? [await chooseCentral(scope, named)] : all;
  return Promise.all(centrals.map(async (central) => ({ central, hub: await scope.home.hub(central.name) })));
}

/** Lists as people call them. */
const WORDS: Readonly<Record<HubList, string>> = {
  rooms: "rooms",
  functions: "functions",
  programs: "programs",
  sysvars: "system variables",
  serviceMessages: "service messages",
  alarmMessages: "alarm messages",
  inbox: "inbox",
};

const unknownYet = ({ central }: CentralHub, list: HubList) =>
  unready(`the ${WORDS[list]} of ${central.name} could not be read yet`);

const lacks = (list: HubList) => (candidate: CentralHub) => candidate.hub.unread.includes(list);

/**
 * As {@link hubs}, of the CCUs that have told a list. Empty before any CCU is known.
 * @throws 503 where there are CCUs, and none of them has told it: an unknown list is not an empty one. 400 as above.
 */
export async function hubsWith(
  scope: Pick<RequestScope, "home">,
  list: HubList,
  named?: string,
): Promise<CentralHub[]> {
  const all = await hubs(scope, named);
  const told = all.filter((candidate) => !lacks(list)(candidate));
  const [first] = all;
  if (first !== undefined && told.length === 0) throw unknownYet(first, list);
  return told;
}

/** What is not there may still be to come: a CCU whose list was never read cannot be said to lack anything. */
const absent = (what: string, list: HubList, candidates: readonly CentralHub[]) => {
  const silent = candidates.find(lacks(list));
  return silent ? unknownYet(silent, list) : notFound(`no ${what}`);
};

/**
 * A device that waits in an inbox; `silent` names a central whose inbox was not read yet, where it may be as well.
 * @throws Refusal 400 where it waits in several
 */
export async function findWaiting(
  scope: Pick<RequestScope, "home">,
  centrals: readonly string[],
  address: string,
): Promise<{ found?: Hub["inbox"][number] & { central: string }; silent?: string }> {
  let silent: string | undefined;
  const found: (Hub["inbox"][number] & { central: string })[] = [];
  for (const central of centrals) {
    const hub = await scope.home.hub(central);
    const waiting = hub.inbox.find((device) => device.address === address);
    if (waiting) found.push({ ...waiting, central });
    if (hub.unread.includes("inbox")) silent ??= central;
  }
  if (found.length > 1) {
    const names = found.map(({ central }) => central).join(", ");
    throw badRequest(`${address} waits on several CCUs; choose one of ${names} with "central"`, CENTRAL_REQUIRED);
  }
  if (found[0]) return { found: found[0] };
  return silent === undefined ? {} : { silent };
}

export interface Found<T> extends CentralHub {
  object: T;
}

/** What is looked for: the list that it is in, and its name for people ("program 7"). */
export interface Sought {
  what: string;
  list: HubList;
}

/**
 * Reads an object of a CCU by name or id.
 * @throws 404 where the only (or the named) CCU lacks it, 503 while it may be in a list that was not read yet; 400 where
 * several CCUs have it, or none of several.
 */
export async function findOnCentrals<T>(
  scope: Pick<RequestScope, "home">,
  { what, list }: Sought,
  find: (hub: Hub) => T | undefined,
  named?: string,
): Promise<Found<T>> {
  const candidates = await hubs(scope, named);
  const found = candidates.flatMap((c) => {
    const object = find(c.hub);
    return object === undefined ? [] : [{ ...c, object }];
  });
  if (found.length === 1) return found[0]!;
  if (candidates.length === 0) throw unready("no CCU is known yet");
  if (candidates.length === 1 || (found.length === 0 && candidates.some(lacks(list)))) {
    throw absent(what, list, candidates);
  }
  const reason = found.length === 0 ? `no CCU has ${what}` : `${what} exists on several CCUs`;
  throw badRequest(`${reason}; choose one of ${candidates.map((c) => c.central.name).join(", ")}`, CENTRAL_REQUIRED);
}

/**
 * The object that a change is about, on the chosen central.
 * @throws as {@link chooseCentral}; 404 where that CCU lacks it, 503 where its list was not read yet.
 */
export async function findToChange<T>(
  scope: Pick<RequestScope, "home">,
  { what, list }: Sought,
  find: (hub: Hub) => T | undefined,
  named?: string,
): Promise<Found<T>> {
  const central = await chooseCentral(scope, named);
  const hub = await scope.home.hub(central.name);
  const object = find(hub);
  if (object === undefined) throw absent(what, list, [{ central, hub }]);
  return { central, hub, object };
}

/** The connection to a central. @throws 503 where this process does not reach it. */
export function ccuOf(scope: Pick<RequestScope, "centrals">, central: string): Ccu {
  const ccu = scope.centrals.ccu(central);
  if (ccu === undefined) throw unready(`${central} is not connected here`);
  return ccu;
}

/**
 * Does the same with every central that this process reaches, all at once; one that fails keeps no other from it.
 * @throws 503 where there is none; 502 with the reasons where one failed
 */
export async function onEveryCentral(
  scope: Pick<RequestScope, "centrals">,
  work: (ccu: Ccu) => Promise<void>,
): Promise<void> {
  const names = scope.centrals.names();
  if (names.length === 0) throw unready("no central is connected to this server", "CCU not connected");
  const results = await Promise.allSettled(names.map((name) => work(ccuOf(scope, name))));
  const failed = results.flatMap((result, i) =>
    result.status === "rejected" ? [{ name: names[i]!, reason: result.reason as unknown }] : [],
  );
  if (failed.length === 0) return;
  if (!toRefusal(failed[0]!.reason)) throw failed[0]!.reason;
  const reasons = failed.map(({ name, reason }) => `${name}: ${toRefusal(reason)?.message ?? "failed"}`);
  throw upstream(reasons.join("; "), undefined, failed[0]!.reason);
}

/**
 * Lets the read model follow a change that was just made, in the background: what was done is answered at once, however
 * long the CCU takes to be read. The driver makes one read of several, and shows what it knows of the change before. A
 * failing read is logged only, the next periodic one catches up.
 */
export function follow(scope: RequestScope, central: string, ...sections: (keyof HubSnapshot)[]): void {
  scope.centrals
    .ccu(central)
    ?.refreshHub(...sections)
    .catch((error: unknown) => scope.log.warn("not read anew after a change", { central, sections, error }));
}
