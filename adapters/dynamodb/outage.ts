/** A table that does not answer is no fault of the request: it is told as such, and the log has the reason. */
import { unready } from "../../handlers/kernel/problem.ts";
import type { Log } from "../../handlers/ports/index.ts";
import type { DynamoTable } from "./table.ts";

/** Seconds after which a client may try again (`Retry-After`): a throttled table has doubled by then, a network is back. */
const RETRY_AFTER_S = 5;
/** Errors of the service that say that we asked for something impossible: our own fault, and an internal error. */
const OWN_FAULTS: ReadonlySet<string> = new Set(["ValidationException", "SerializationException"]);

const isOwnFault = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || OWN_FAULTS.has((error as Error)?.name);

/**
 * The same table. Whatever is not our own fault (no connection, throttled, no permission, no such table) is logged with
 * the call that met it and rejects with a refusal: 503 `service_unready`.
 */
export function withOutagesTold(table: DynamoTable, log: Log): DynamoTable {
  const told = async <T>(call: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (isOwnFault(error)) throw error;
      log.error("the table does not answer", { call, error });
      throw unready("the storage of this home cannot be reached", "Storage not reachable", RETRY_AFTER_S);
    }
  };
  return {
    get: (...given) => told("get", table.get(...given)),
    getAll: (...given) => told("getAll", table.getAll(...given)),
    put: (...given) => told("put", table.put(...given)),
    update: (...given) => told("update", table.update(...given)),
    delete: (...given) => told("delete", table.delete(...given)),
    query: (...given) => told("query", table.query(...given)),
  };
}
