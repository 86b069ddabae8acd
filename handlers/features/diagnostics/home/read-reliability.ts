/** How well the interfaces answer, measured next to them. */
import { unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { isoTime } from "../../../model/iso-time.ts";
import type { InterfaceState } from "../../../model/types.ts";
import type { InterfaceTraffic } from "../../../ports/index.ts";
import { ccuOf, chooseCentral } from "../../shared/central-scope.ts";
import type { Reliability } from "../answers/read-outs.ts";

/** Numbers of a circuit breaker, whose part the connection plays here: asking makes sense, is being tried, or does not. */
const CIRCUIT = { closed: 0, half_open: 1, open: 2 } as const;

const circuitOf = ({ connected, loaded }: InterfaceState): keyof typeof CIRCUIT =>
  connected ? (loaded ? "closed" : "half_open") : "open";

function rowOf(state: InterfaceState, traffic: InterfaceTraffic | undefined): Reliability[number] {
  const circuit = circuitOf(state);
  const failure = isoTime(traffic?.lastFailureAt);
  const callback = isoTime(state.lastCallbackAt);
  return {
    central: state.central,
    interface: state.name,
    circuit_state: CIRCUIT[circuit],
    state: {
      state: circuit,
      closed: circuit === "closed",
      ...(traffic?.calls === undefined ? {} : { total_requests: traffic.calls }),
      ...(traffic?.answered === undefined ? {} : { executed_requests: traffic.answered }),
      pending_requests: (traffic?.waiting ?? 0) + (traffic?.inFlight ?? 0),
      ...(failure === undefined ? {} : { last_failure_at: failure }),
      ...(callback === undefined ? {} : { last_callback_at: callback }),
    },
  };
}

/** @throws Refusal 400 for an unknown CCU, 503 where none is connected here */
export async function readReliability(scope: RequestScope, named?: string): Promise<Reliability> {
  const names = named ? [(await chooseCentral(scope, named)).name] : scope.centrals.names();
  if (names.length === 0) throw unready("no central is connected to this server", "CCU not connected");
  const rows = names.map(async (name) => {
    const traffic = new Map(
      ccuOf(scope, name)
        .traffic()
        .map((one) => [one.interface, one]),
    );
    return (await scope.home.interfaces(name)).map((state) => rowOf(state, traffic.get(state.name)));
  });
  return (await Promise.all(rows)).flat();
}
