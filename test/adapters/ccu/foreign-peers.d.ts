/** The parts of packages without types that foreign-peers.test.ts uses. */
declare module "xmlrpc" {
  type Done = (error: Error | null, value?: unknown) => void;
  interface Server {
    on(method: string, listener: (error: Error | null, params: unknown[], done: Done) => void): void;
    httpServer: import("node:http").Server;
  }
  interface Client {
    methodCall(method: string, params: unknown[], done: Done): void;
  }
  interface Address {
    host: string;
    port: number;
    path?: string;
    /** Clients only: how answers are decoded, default UTF-8. */
    responseEncoding?: string;
  }
  const xmlrpc: {
    createServer(address: Address, listening?: () => void): Server;
    createClient(address: Address): Client;
  };
  export default xmlrpc;
}

declare module "homematic-xmlrpc" {
  import type xmlrpc from "xmlrpc";

  const homematic: typeof xmlrpc;
  export default homematic;
}

declare module "binrpc" {
  type Done = (error: Error | null, value?: unknown) => void;
  interface Server {
    on(method: string, listener: (error: Error | null, params: unknown[], done: Done) => void): void;
    server: import("node:net").Server;
  }
  interface Client {
    methodCall(method: string, params: unknown[], done: Done): void;
    socket: import("node:net").Socket;
    reconnectTimeout: number;
  }
  const binrpc: {
    createServer(address: { host: string; port: number }, listening?: () => void): Server;
    createClient(address: { host: string; port: number; reconnectTimeout?: number }): Client;
  };
  export default binrpc;
}
