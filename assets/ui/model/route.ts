/** Which page is shown: the part of the address behind `#`, so that any server of files can serve the pages. */
export type Route =
  | { readonly page: "home"; readonly room?: string }
  | { readonly page: "messages" }
  | { readonly page: "device"; readonly central: string; readonly address: string };

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** What is not known is the home. */
export function parseRoute(hash: string): Route {
  const [page, first, second] = hash
    .replace(/^#?\/?/, "")
    .split("/")
    .map(decoded);
  if (page === "messages") return { page: "messages" };
  if (page === "device" && first !== undefined && second !== undefined && second !== "")
    return { page: "device", central: first, address: second };
  if (page === "room" && first !== undefined && first !== "") return { page: "home", room: first };
  return { page: "home" };
}

export const roomLink = (room: string): string => `#/room/${encodeURIComponent(room)}`;
export const deviceLink = (central: string, address: string): string =>
  `#/device/${encodeURIComponent(central)}/${encodeURIComponent(address)}`;
