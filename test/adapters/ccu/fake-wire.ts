/** The wire of one interface for tests of what is asked over it: it notes the calls and answers what it was told to. */
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";

/** The deadline of every call in these tests. */
export const UNTIL = 4711;
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
export const fault = (of: CcuFault["class"], code?: number) => new CcuFault(of, "no", code);

/**
 * @param answers by method; an error is thrown, a function is called with the parameters. A write without an answer was
 * sent, everything else answers an empty text
 */
export function fakeWire(family: string, answers: Record<string, unknown> = {}) {
  const calls: unknown[][] = [];
  const told: string[] = [];
  const warnings: string[] = [];
  const tell = (text: string) => void told.push(text);
  async function answer(method: string, params: unknown[], otherwise = ""): Promise<unknown> {
    const given = answers[method];
    const value = typeof given === "function" ? await given(...params) : given;
    if (value instanceof Error) throw value;
    return value ?? otherwise;
  }
  const noted =
    (kind: string) =>
    (method: string, params: unknown[], ...rest: unknown[]) => {
      calls.push([kind, method, params, ...rest]);
      return answer(method, params);
    };
  const wire = {
    ...{ name: "I", family, isRfd: family.startsWith("bidcos"), isHomegear: answers.homegear === true },
    queue: { traffic: { sent: 1 } },
    client: { counts: { calls: 2 } },
    damaged: (address: string, what: string) => tell(`damaged ${address} ${what}`),
    read: noted("read"),
    act: noted("act"),
    beside: noted("beside"),
    write(job: object, method: string, params: unknown[]) {
      calls.push(["write", method, params, job]);
      return answer(method, params, "sent");
    },
  };
  return {
    clock: createManualClock(),
    log: { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) },
    wire,
    tell,
    warnings,
    /** Calls since the last look. */
    calls: (): unknown[][] => calls.splice(0),
    /** What others were told since the last look. */
    told: (): string[] => told.splice(0),
  };
}
