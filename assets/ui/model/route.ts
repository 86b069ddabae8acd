/** Which page is shown: the part of the address behind `#`, so that any server of files can serve the pages. */
export type Route =
  | { readonly page: "home"; readonly room?: string }
  | { readonly page: "messages" }
  /** The list of all pages. */
  | { readonly page: "pages" }
  /** One of `pages/index.ts`, by its path. */
  | { readonly page: "other"; readonly path: string; readonly rest: readonly string[] };

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/**
 * What is not known is the home.
 * @param paths of the pages that there are besides
 */
export function parseRoute(hash: string, paths: ReadonlySet<string>): Route {
  const [page = "", ...rest] = hash
    .replace(/^#?\/?/, "")
    .split("/")
    .map(decoded);
  if (page === "messages" || page === "pages") return { page };
  if (page === "room" && rest[0] !== undefined && rest[0] !== "") return { page: "home", room: rest[0] };
  return paths.has(page) ? { page: "other", path: page, rest: rest.filter((part) => part !== "") } : { page: "home" };
}

/** The address of a page: each part as it is, whatever it holds. */
export const linkTo = (...parts: readonly (string | number)[]): string =>
  `#/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
export const roomLink = (room: string): string => linkTo("room", room);
export const deviceLink = (central: string, address: string): string => linkTo("device", central, address);
