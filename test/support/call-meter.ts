/** Counts what a DynamoDB table is asked: in tests and benches the cost of an operation is a figure, not an estimate. */
import type { TableCall, TableOperation } from "../../adapters/dynamodb/table.ts";

export interface Counted {
  calls: number;
  /** Capacity units: an eventually consistent read of up to 4 KB is half of one, a write of up to 1 KB is one. */
  readUnits: number;
  writeUnits: number;
  byOperation: Partial<Record<TableOperation, number>>;
}
export interface CallMeter {
  /** Pass it to `dynamoTable`. */
  readonly onCall: (call: TableCall) => void;
  /** What was counted since the last `take`. */
  take(): Counted;
}

/** Counts calls and capacity: the bench's money is a figure, not an estimate. */
export function callMeter(): CallMeter {
  const nothing = (): Counted => ({ calls: 0, readUnits: 0, writeUnits: 0, byOperation: {} });
  let counted = nothing();
  return {
    onCall({ operation, readUnits, writeUnits }) {
      counted.calls += 1;
      counted.readUnits += readUnits;
      counted.writeUnits += writeUnits;
      counted.byOperation[operation] = (counted.byOperation[operation] ?? 0) + 1;
    },
    take() {
      const taken = counted;
      counted = nothing();
      return taken;
    },
  };
}
