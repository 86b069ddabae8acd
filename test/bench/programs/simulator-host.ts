/** The simulated CCU in a process of its own: a real CCU does not use the server's processor either. */
import { type CentralAddress, type Simulator, startSimulator } from "../../../local/simulator/index.ts";
import { program } from "../child.ts";

let simulator: Simulator;

program({
  async start({ descriptions }: { descriptions: string }): Promise<CentralAddress> {
    simulator = await startSimulator({ descriptions, sessions: 10 });
    return simulator.central;
  },
  reset: () => simulator.resetCounters(),
  /** Calls of description methods, and exchanges over the air, since the last reset. */
  calls: () => ({
    descriptions: simulator.descriptionCalls,
    radio: Object.values(simulator.radio).reduce((sum, count) => sum + count, 0),
    all: Object.values(simulator.calls).reduce(
      (sum, counts) => sum + Object.values(counts).reduce((a, b) => a + b, 0),
      0,
    ),
  }),
});
