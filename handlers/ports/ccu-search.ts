/** Looks for CCUs in the local network. Facts: protocol document, section 19. */

export interface FoundCcu {
  /** Serial number of the CCU. */
  serial: string;
  /** Address that answered, as `plainAddress` spells it. */
  host: string;
  name: string;
  manufacturer?: string;
  model?: string;
  /** It is this machine: its CCU is reached as `localhost`. */
  isThisMachine: boolean;
}

export interface CcuSearch {
  /** Asks the whole network once, some seconds long; each CCU once. Never rejects: who cannot ask finds nobody. */
  search(): Promise<readonly FoundCcu[]>;
}
