/** Programs that are measured run in processes of their own: one for the server, this one for the load. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

export interface Child<Started> extends AsyncDisposable {
  /** What the program told when it was ready. */
  readonly started: Started;
  /** CPU of the process so far, milliseconds, user and system. */
  cpu(): Promise<number>;
  ask<Answer = unknown>(question: string, argument?: unknown): Promise<Answer>;
  /** Ends the process and waits for its end. */
  stop(): Promise<void>;
}

interface Question {
  id: number;
  question: string;
  argument?: unknown;
}
interface Answer {
  id: number;
  answer?: unknown;
  error?: string;
}

/** A program must answer within this time (milliseconds): a bench that hangs tells nothing. */
const ANSWER_LIMIT_MS = 60_000;

/** The name of a file of programs/ without its ending; `argument` and all answers travel as JSON. */
export async function startChild<Started = unknown>(
  program: string,
  argument?: unknown,
  execArgv: readonly string[] = [],
): Promise<Child<Started>> {
  const child = fork(join(import.meta.dirname, "programs", `${program}.ts`), { execArgv: [...execArgv] });
  const ask = questions(program, child);
  const started = (await ask("start", argument)) as Started;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once("exit", () => resolve());
      child.disconnect();
    });
  return {
    started,
    ask: ask as Child<Started>["ask"],
    cpu: async () => (await ask("cpu")) as number,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function questions(program: string, child: ChildProcess) {
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let last = 0;
  child.on("message", ({ id, answer, error }: Answer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(`${program}: ${error}`));
  });
  child.once("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${program} ended (${signal ?? code})`));
    waiting.clear();
  });
  return (question: string, argument?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const late = setTimeout(() => {
        reject(new Error(`${program} did not answer "${question}"`));
        child.kill("SIGKILL");
      }, ANSWER_LIMIT_MS);
      const settle =
        <T>(done: (value: T) => void) =>
        (value: T) => {
          clearTimeout(late);
          done(value);
        };
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      child.send({ id, question, argument } satisfies Question);
    });
}

type Task = (argument: never) => unknown;

/** The program's side: answers questions by name until the parent is gone. `start` comes first. */
export function program(answers: { start: Task } & Record<string, Task>): void {
  const all: Record<string, Task> = {
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    ...answers,
  };
  process.on("message", async ({ id, question, argument }: Question) => {
    try {
      process.send?.({ id, answer: await all[question]?.(argument as never) } satisfies Answer);
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.once("disconnect", () => process.exit());
}
