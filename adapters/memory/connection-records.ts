/** The port `ConnectionRecords` in this process's memory: for tests of the stateless stream. */

import type {
  Clock,
  ConnectionChange,
  ConnectionCondition,
  ConnectionOutcome,
  ConnectionRecord,
  ConnectionRecords,
} from "../../handlers/ports/index.ts";
import {
  changedRecord,
  checkTopics,
  conditionHolds,
  type NewConnection,
  openedRecord,
} from "../../handlers/records/connections.ts";

/** The sockets of one site. Records handed out are values: a later change does not show in them. */
export function createMemoryConnectionRecords({ clock }: { clock: Clock }): ConnectionRecords {
  return new MemoryConnectionRecords(clock);
}

class MemoryConnectionRecords implements ConnectionRecords {
  readonly #clock: Clock;
  readonly #records = new Map<string, ConnectionRecord>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async put(opened: NewConnection): Promise<ConnectionRecord> {
    checkTopics(opened.topics);
    const record = structuredClone(openedRecord(opened));
    this.#records.set(record.id, record);
    return record;
  }

  async get(id: string): Promise<ConnectionRecord | undefined> {
    return this.#living(id);
  }

  async update(id: string, change: ConnectionChange, condition?: ConnectionCondition): Promise<ConnectionOutcome> {
    checkTopics(change.topics);
    const record = this.#living(id);
    if (record === undefined || !conditionHolds(record, condition)) return { done: false, record };
    const changed = structuredClone(changedRecord(record, change));
    this.#records.set(id, changed);
    return { done: true, record: changed };
  }

  async delete(id: string, condition?: ConnectionCondition): Promise<boolean> {
    const record = this.#living(id);
    if (record === undefined || !conditionHolds(record, condition)) return false;
    return this.#records.delete(id);
  }

  async list(): Promise<readonly ConnectionRecord[]> {
    return [...this.#records.keys()].flatMap((id) => this.#living(id) ?? []);
  }

  #living(id: string): ConnectionRecord | undefined {
    const record = this.#records.get(id);
    return record && record.expiresAt > this.#clock.now() ? record : undefined;
  }
}
