/**
 * Keeps the node's endpoints as the home is: what changed is looked at again a moment later, and what is different goes to
 * the node. Nobody who changes something in the home waits for it.
 */
import {
  customStateChanged,
  deviceAvailabilityChanged,
  deviceCreated,
  deviceRemoved,
  deviceTrigger,
  optimisticRolledBack,
  valueChanged,
} from "../../../broadcasts/broadcasts.ts";
import type { Broadcast } from "../../../kernel/broadcast.ts";
import type { Site } from "../../../kernel/site.ts";
import { takingTurns } from "../../../kernel/taking-turns.ts";
import { type DeviceId, deviceId } from "../../../model/device-id.ts";
import type { MatterEndpoint, MatterNode } from "../../../ports/matter-bridge.ts";
import { endpointAssembled } from "../broadcasts.ts";
import { matterSettings } from "../settings.ts";
import { candidateBook, type Exposed, exposedOf, obstacle, readEndpoint, shownOf } from "./endpoints.ts";
import { type Exposure, readExposures, rememberShown } from "./exposures.ts";
import { createPresses } from "./presses.ts";

/**
 * Milliseconds from a change to the look at it: values of one report of a device come in one message. Reports to controllers are
 * collected for longer than that (matter.js: 50).
 */
export const SETTLE_MS = 5;
/** Milliseconds between two looks at what no event tells: names, configuration, interfaces. */
export const LOOK_EVERY_MS = 5_000;

export interface Missing {
  readonly row: Exposure;
  readonly reason: string;
}

export interface Topology {
  /** What is to be there when the node starts. */
  endpoints(): readonly MatterEndpoint[];
  /** From now on everything goes to this node. */
  connect(node: MatterNode): Promise<void>;
  /** Rows that are on were changed; resolves when controllers see it. */
  changed(): Promise<void>;
  /** Looks at an endpoint now; resolves when the node has been told what is different. */
  look(id: string): Promise<void>;
  /** The node has forgotten what it was told. */
  putAgain(): Promise<void>;
  /** What an endpoint stands for. */
  exposed(id: string): Exposed | undefined;
  missing(): readonly Missing[];
  stop(): void;
}

const shapeOf = ({ attributes: _, reachable: __, ...rest }: MatterEndpoint): string => JSON.stringify(rest);

export async function createTopology(site: Site): Promise<Topology> {
  const { store, events, clock, log } = site;
  const book = candidateBook({
    locale: site.settings.locale,
    secondary: site.sections.read(matterSettings).expose_secondary_channels,
  });
  /** Rows that are on, by id. */
  const exposed = new Map<string, Exposed>();
  /** What the node has: what it is, and what is in its attributes. */
  let shown = new Map<string, { endpoint: MatterEndpoint; shape: string; state: string }>();
  /** What it was opened with. */
  let given: typeof shown = new Map();
  const refused = new Map<string, string>();
  const dirty = new Set<DeviceId>();
  const gone = new Set<DeviceId>();
  const ends: (() => void)[] = [];
  let node: MatterNode | undefined;
  let cancelSettle: (() => void) | undefined;
  let cancelLook: (() => void) | undefined;
  let isOver = false;

  const inTurn = takingTurns();
  /** One look after the other. */
  const work = (task: () => Promise<void>): Promise<void> =>
    inTurn(() => (isOver ? undefined : task())).catch((error: unknown) =>
      log.error("matter: the home could not be shown", { error }),
    );

  const stateOf = ({ attributes, reachable }: MatterEndpoint): string => JSON.stringify([attributes, reachable]);

  async function removeEndpoint(id: string): Promise<boolean> {
    refused.delete(id);
    if (!shown.delete(id)) return false;
    await node?.remove(id);
    return true;
  }

  /** Its CCU has told all devices, and this one is not among them. */
  async function isGone({ device, row, candidate }: Exposed): Promise<boolean> {
    if (candidate !== undefined) return false;
    if (gone.has(device)) return true;
    const central = (await site.home.centrals()).find(({ name }) => name === row.central);
    if (central?.phase !== "ready" || central.interfacesLoaded < central.interfacesTotal) return false;
    gone.add(device);
    return true;
  }

  /** Whether an endpoint came or went. */
  async function show(one: Exposed): Promise<boolean> {
    const { id } = one;
    exposed.set(id, one);
    const endpoint = (await isGone(one)) ? undefined : await readEndpoint(site, one);
    if (endpoint === undefined) return removeEndpoint(id);
    const before = shown.get(id);
    const shape = shapeOf(endpoint);
    const state = stateOf(endpoint);
    if (before?.shape === shape) {
      if (before.state === state) return false;
      shown.set(id, { endpoint, shape, state });
      // not waited for: a command that is on its way holds up its own endpoint alone
      void node?.update(id, endpoint).catch((error: unknown) => log.warn("matter: not shown", { id, error }));
      return false;
    }
    return put(one, endpoint, shape, state);
  }

  async function put(one: Exposed, endpoint: MatterEndpoint, shape: string, state: string): Promise<boolean> {
    const { id, row, candidate } = one;
    const isNew = !shown.has(id);
    shown.set(id, { endpoint, shape, state });
    const remembered = candidate && shownOf(row, candidate);
    if (remembered) await rememberShown(store, row, remembered);
    try {
      await node?.put(endpoint);
      refused.delete(id);
    } catch (error) {
      shown.delete(id);
      refused.set(id, error instanceof Error ? error.message : String(error));
      log.error("matter: no endpoint for a data point", { ...row, error });
    }
    return isNew;
  }

  async function look(rows: ReadonlyMap<string, Exposure>): Promise<void> {
    let isOther = false;
    for (const id of [...exposed.keys()])
      if (rows.get(id)?.enabled !== true) {
        exposed.delete(id);
        isOther = (await removeEndpoint(id)) || isOther;
      }
    for (const [id, row] of rows)
      if (row.enabled) isOther = (await show(await exposedOf(site, id, row, book))) || isOther;
    if (isOther && node) assembled(node);
  }

  const assembled = (of: MatterNode) => events.publish(endpointAssembled, { endpoint_count: of.status().endpoints });

  async function settle(): Promise<void> {
    const ids = new Set(dirty);
    dirty.clear();
    let isOther = false;
    for (const { id, row, device } of [...exposed.values()])
      if (ids.has(device)) isOther = (await show(await exposedOf(site, id, row, book))) || isOther;
    if (isOther && node) assembled(node);
  }

  const rowsNow = (): Map<string, Exposure> => new Map([...exposed].map(([id, { row }]) => [id, row]));

  function lookAgain(): void {
    cancelLook = clock.after(LOOK_EVERY_MS, () => {
      void work(() => look(rowsNow())).then(() => {
        if (!isOver) lookAgain();
      });
    });
  }

  function mark(id: DeviceId): void {
    dirty.add(id);
    cancelSettle ??= clock.after(SETTLE_MS, () => {
      cancelSettle = undefined;
      void work(settle);
    });
  }

  const follow = <B extends Broadcast>(broadcast: B, heard: (at: DeviceId) => void) =>
    ends.push(
      events.observe(broadcast as Broadcast, (payload) => {
        const { central, device_address: address } = payload as { central: string; device_address: string };
        heard(deviceId(central, address));
      }),
    );
  for (const broadcast of [valueChanged, customStateChanged, optimisticRolledBack, deviceAvailabilityChanged])
    follow(broadcast as Broadcast, mark);
  follow(deviceCreated, (id) => {
    gone.delete(id);
    mark(id);
  });
  // told by the CCU: only then an endpoint goes. What is not known yet is out of reach
  follow(deviceRemoved, (id) => {
    gone.add(id);
    mark(id);
  });
  ends.push(
    site.centrals.observe({
      removed(central) {
        for (const { device, row } of exposed.values())
          if (row.central === central) {
            gone.add(device);
            mark(device);
          }
      },
    }),
  );
  const presses = createPresses(
    () => exposed.values(),
    (id, event) => node?.press(id, event),
    log,
  );
  ends.push(events.observe(deviceTrigger, presses));

  await work(async () => look(await readExposures(store)));
  return {
    endpoints() {
      given = new Map(shown);
      return [...given.values()].map(({ endpoint }) => endpoint);
    },
    connect(opened) {
      node = opened;
      lookAgain();
      return work(async () => {
        const numbers = opened.numbers();
        for (const id of numbers.keys()) if (!exposed.has(id)) await opened.remove(id);
        // it takes seconds to open a node: what the home has told meanwhile has reached nobody
        shown = new Map([...given].filter(([id]) => numbers.has(id)));
        await look(rowsNow());
      });
    },
    changed: () => work(async () => look(await readExposures(store))),
    look: (id) =>
      work(async () => {
        const one = exposed.get(id);
        if (one && (await show(await exposedOf(site, id, one.row, book))) && node) assembled(node);
      }),
    putAgain: () =>
      work(async () => {
        for (const { endpoint } of shown.values()) await node?.put(endpoint);
      }),
    exposed: (id) => exposed.get(id),
    missing: () =>
      [...exposed.values()].flatMap((one) => {
        if (shown.has(one.id)) return [];
        const reason = gone.has(one.device) ? "its device is gone" : (obstacle(one) ?? refused.get(one.id));
        return [{ row: one.row, reason: reason ?? "not yet" }];
      }),
    stop() {
      isOver = true;
      cancelSettle?.();
      cancelLook?.();
      for (const end of ends) end();
    },
  };
}
