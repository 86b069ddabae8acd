/** The dependency rule: which folder may import which (docs/adr/0004, "Rooms" of CONTRIBUTING.md). */
import { circles, type Import } from "./imports.ts";

/** The rooms of handlers/, in order: each imports only those that stand before it. */
const ROOMS = [
  "kernel",
  "ports",
  "model",
  "broadcasts",
  "records",
  "auth",
  "configuration",
  "stream",
  "home",
  "relay",
  "features",
  "api",
  "contract",
  "compose",
  "index",
] as const;

/** These may name each other's types: what a port carries is what the model describes. */
const SHARE_TYPES: readonly string[] = ["kernel", "ports", "model"];

/** What handlers/ never import: I/O belongs behind a port. */
const IO =
  /^(express|ws|mqtt|aedes|homematic-xmlrpc|@aws-sdk\/.*|@middy\/.*|node:(http|http2|https|net|tls|dgram|dns|fs|sqlite|child_process|worker_threads)(\/.*)?)$/;

/** The SDK runs in browsers, too: it imports nothing but itself, and types of handlers/ at most. */
const SDK = "adapters/client/";

/** Folder of the top -> the other folders that it may import. Tests may import everything. */
const TOP: Readonly<Record<string, readonly string[]>> = {
  handlers: [],
  adapters: ["handlers"],
  infra: ["handlers", "adapters", "assets"],
  local: ["handlers", "adapters", "infra", "assets"],
};

const top = (file: string): string => file.split("/", 1)[0] as string;
const part = (file: string, index: number): string => (file.split("/")[index] ?? "").replace(/\.ts$/, "");
const isFile = (path: string): boolean => path.includes("/") && Object.hasOwn(TOP, top(path));

/** Why this import is not allowed, or `undefined`. */
function reason({ from, to, kind }: Import): string | undefined {
  const here = top(from);
  const allowed = TOP[here];
  if (!allowed) return undefined;
  if (from.startsWith(SDK) && !to.startsWith(SDK) && !(kind === "type" && top(to) === "handlers"))
    return "adapters/client runs in browsers: it imports only itself, and types of handlers/";
  if (here === "handlers" && IO.test(to)) return "handlers/ do no I/O: go through a port (handlers/ports)";
  const there = top(to);
  const leaves = to.startsWith("..") || isFile(to) || there === "test";
  if (!leaves) return undefined;
  if (here !== there) return allowed.includes(there) ? undefined : `${here}/ do not import ${there}/`;
  if (here === "adapters" && part(from, 1) !== part(to, 1))
    return "adapters never import each other: share through handlers/";
  if (here === "handlers") return roomReason(part(from, 1), part(to, 1), kind);
  return undefined;
}

function roomReason(here: string, there: string, kind: Import["kind"]): string | undefined {
  const [mine, other] = [here, there].map((room) => ROOMS.indexOf(room as (typeof ROOMS)[number]));
  if (mine === -1) return `handlers/${here} is not one of the rooms: ${ROOMS.join(", ")}`;
  if (other === -1) return `handlers/${there} is not one of the rooms: ${ROOMS.join(", ")}`;
  if ((other as number) <= (mine as number)) return undefined;
  if (kind === "type" && SHARE_TYPES.includes(here) && SHARE_TYPES.includes(there)) return undefined;
  return `room ${here} stands above ${there}`;
}

export interface Violation {
  /** Where: `file imports file`, or the members of a circle. */
  at: string;
  /** Rooms, for the list of what is still to be moved: `auth -> relay`. Empty for circles of files. */
  between: string;
  why: string;
}

const room = (file: string): string => (part(file, 1) === "features" ? `features/${part(file, 2)}` : part(file, 1));

/** Circles that exist when the program is loaded: a file would see another one half made. */
function fileCircles(imports: readonly Import[]): Violation[] {
  const edges = imports
    .filter(({ kind, to }) => kind === "value" && to.includes("/"))
    .map(({ from, to }) => [from, to] as const);
  return circles(edges).map((members) => ({
    at: members.join(" "),
    between: "",
    why: "these files import each other in a circle",
  }));
}

/** Circles between features: two subjects that need each other are one, or share something that has no place yet. */
function featureCircles(imports: readonly Import[]): Violation[] {
  const between = imports.filter(
    ({ from, to }) => /^handlers\/features\/[^/]+\//.test(from) && /^handlers\/features\/[^/]+\//.test(to),
  );
  const edges = between.map(({ from, to }) => [room(from), room(to)] as const).filter(([from, to]) => from !== to);
  return circles(edges).map((members) => ({
    at: members.map((member) => member.slice("features/".length)).join(" "),
    between: "circle of features",
    why: "these features import each other in a circle",
  }));
}

/** Everything that breaks the rule. */
export function violations(imports: readonly Import[]): Violation[] {
  const single = imports.flatMap((one): Violation[] => {
    const why = reason(one);
    return why
      ? [{ at: `${one.from} imports ${one.to} (${one.kind})`, between: `${room(one.from)} -> ${room(one.to)}`, why }]
      : [];
  });
  return [...single, ...fileCircles(imports), ...featureCircles(imports)];
}
