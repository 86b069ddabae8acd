/** The part of `homematic-xmlrpc` (which has no types) that ingest.bench.ts measures. */
declare module "homematic-xmlrpc/lib/deserializer.js" {
  interface Source {
    setEncoding(encoding: string): void;
    on(event: string, listener: (...args: unknown[]) => void): void;
    pipe(parser: { write(text: string): boolean; end(): void }): void;
  }
  export default class Deserializer {
    constructor(encoding?: string);
    deserializeMethodCall(
      stream: Source,
      callback: (error: Error | null, method: string, params: unknown[]) => void,
    ): void;
  }
}
