/** Interfaces of CCUs that are known by their names, and where each usually listens (protocol document 2.1). */
export const USUAL_INTERFACES: Readonly<Record<string, { plain: number; tls: number; path: string }>> = {
  "HmIP-RF": { plain: 2010, tls: 42010, path: "/" },
  "BidCos-RF": { plain: 2001, tls: 42001, path: "/" },
  "BidCos-Wired": { plain: 2000, tls: 42000, path: "/" },
  VirtualDevices: { plain: 9292, tls: 49292, path: "/groups" },
  CUxD: { plain: 8701, tls: 8701, path: "/" },
  "CCU-Jack": { plain: 2121, tls: 2122, path: "/RPC3" },
  HausBusDe: { plain: 8766, tls: 8766, path: "/" },
};

/** Ports, for TLS or not, and path; `undefined` for an interface that nobody knows. */
export const usualInterface = (name: string) =>
  Object.hasOwn(USUAL_INTERFACES, name) ? USUAL_INTERFACES[name] : undefined;
