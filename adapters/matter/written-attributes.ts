/**
 * Hears what controllers write to attributes. The events of matter.js tell of values that have changed: whoever writes what
 * is shown already changes nothing there, and means it all the same. So the write itself is heard, where the node's
 * protocol hands it to the cluster (`ClusterProtocol.openForWrite`, which nothing but writes of controllers goes through).
 */
import { ProtocolService, type ServerNode } from "@matter/main";

/** Clusters by id: their name, and names of attributes by id. */
export type WrittenClusters = ReadonlyMap<number, { readonly cluster: string; readonly attributes: Names }>;
type Names = ReadonlyMap<number, string>;

export interface Written {
  /** Id of the endpoint. */
  readonly endpoint: string;
  readonly cluster: string;
  readonly attribute: string;
  readonly value: unknown;
  /** What was shown before. */
  readonly before: unknown;
}

type State = Record<string | number, unknown>;
interface Transaction {
  addParticipants(participant: { toString(): string; commit2(): void }): void;
}
/** What of a cluster's protocol is used here. */
interface Writable {
  openForWrite(session: { readonly transaction?: Transaction }): Promise<State>;
}

/** The state with what is written to it told, when it is not refused: limits are looked at when the write is committed. */
const listening = (state: State, attributes: Names, transaction: Transaction, heard: Heard): State =>
  new Proxy(state, {
    set(target, key, value) {
      const name = attributes.get(Number(key));
      const before = target[key as string];
      // not for the proxy: accessors of the state look for its own symbols
      const isSet = Reflect.set(target, key, value, target);
      if (name !== undefined)
        transaction.addParticipants({
          toString: () => `written ${name}`,
          commit2: () => heard(name, value, before),
        });
      return isSet;
    },
  });
type Heard = (attribute: string, value: unknown, before: unknown) => void;

/** From now on, for all endpoints that come. To be called before there is one. */
export function hearWrites(node: ServerNode, clusters: WrittenClusters, heard: (written: Written) => void): void {
  const service = node.env.get(ProtocolService);
  const add = service.addCluster.bind(service);
  service.addCluster = (backing) => {
    add(backing);
    const { endpoint, type } = backing;
    const id = (type.schema as { id?: number } | undefined)?.id;
    const known = id === undefined ? undefined : clusters.get(id);
    const protocol =
      known && (service.protocol[endpoint.number] as unknown as Record<number, Writable> | undefined)?.[id as number];
    if (known === undefined || protocol === undefined) return;
    const { cluster, attributes } = known;
    const open = protocol.openForWrite.bind(protocol);
    protocol.openForWrite = async (session) => {
      const state = await open(session);
      const { transaction } = session;
      if (transaction === undefined) return state;
      return listening(state, attributes, transaction, (attribute, value, before) =>
        heard({ endpoint: endpoint.id, cluster, attribute, value, before }),
      );
    };
  };
}
