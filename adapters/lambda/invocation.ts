/** What every function does around its work: names the call in the log, counts cold starts, lets no error out. */
import { AsyncLocalStorage } from "node:async_hooks";
import middy from "@middy/core";
import { internal, type Refusal, toRefusal, unready } from "../../handlers/kernel/problem.ts";
import type { Log, LogLevel } from "../../handlers/ports/index.ts";

/** What this code needs of a Lambda context; tests and the emulator make their own. */
export interface LambdaContext {
  awsRequestId: string;
  functionName: string;
  getRemainingTimeInMillis(): number;
}
export type LambdaHandler<Event, Result> = (event: Event, context: LambdaContext) => Promise<Result>;

/** Milliseconds before the function's own end at which it answers that it took too long: the gateway would say less. */
const EARLY_MS = 250;
/** CloudWatch namespace of the metrics. */
const NAMESPACE = "CcuAnywhere";

interface Invocation {
  requestId: string;
  function: string;
  coldStart?: true;
}
const invocation = new AsyncLocalStorage<Invocation>();

/** Every entry says which call of which function it belongs to. */
export function invocationLog(log: Log): Log {
  const enter =
    (level: LogLevel) =>
    (message: string, data?: Record<string, unknown>): void => {
      const current = invocation.getStore();
      log[level](message, current ? { ...current, ...data } : data);
    };
  return { debug: enter("debug"), info: enter("info"), warn: enter("warn"), error: enter("error") };
}

export interface InvocationOptions<Event, Result> {
  /** Name in metrics and logs. */
  name: string;
  log: Log;
  /** Answer where the work threw. `why` is what a client may be told. */
  failed: (event: Event, requestId: string, why: Refusal) => Result | Promise<Result>;
  /** Finished lines for CloudWatch; default: standard output. */
  write?: (line: string) => void;
  /** Milliseconds since the start of the process; for tests. */
  uptime?: () => number;
}

/** A metric as CloudWatch reads it from a line of the log (embedded metric format). */
const coldStartLine = (name: string, at: number, initMs: number): string =>
  JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [["function"]],
          Metrics: [
            { Name: "ColdStart", Unit: "Count" },
            { Name: "InitDuration", Unit: "Milliseconds" },
          ],
        },
      ],
    },
    function: name,
    ColdStart: 1,
    InitDuration: Math.round(initMs),
  });

/** `work` as the handler of a function. It never rejects unless `failed` does. */
export function handlerOf<Event, Result>(
  work: LambdaHandler<Event, Result>,
  options: InvocationOptions<Event, Result>,
): LambdaHandler<Event, Result> {
  const { name, log, failed, write = (line) => void process.stdout.write(`${line}\n`) } = options;
  const uptime = options.uptime ?? (() => performance.now());
  let cold = true;
  const guarded = middy<Event, Result>({ timeoutEarlyInMillis: EARLY_MS })
    .before(() => {
      if (!cold) return;
      cold = false;
      write(coldStartLine(name, Date.now(), uptime()));
    })
    .onError(async (request) => {
      const late = request.error?.name === "TimeoutError";
      const { awsRequestId: id } = request.context;
      const why = late ? unready("the request took too long", "Timeout") : toRefusal(request.error);
      // a refusal was told in the log by whoever met its reason (the table that does not answer)
      if (late || !why) log.error(late ? "cut off: it took too long" : "function failed", { error: request.error });
      request.response = await failed(request.event, id, why ?? internal(id));
    })
    .handler((event: unknown, context: unknown) => work(event as Event, context as LambdaContext));
  const run = guarded as unknown as LambdaHandler<Event, Result>;
  return (event, context) => {
    const current: Invocation = {
      requestId: context.awsRequestId,
      function: name,
      ...(cold ? { coldStart: true } : {}),
    };
    return invocation.run(current, () => run(event, context));
  };
}
