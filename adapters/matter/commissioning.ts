/** The window in which somebody who knows the passcode can bring the node into a fabric. */
import { Crypto, type ServerNode } from "@matter/main";
import { DeviceCommissioner, PaseServer, SecureChannelProtocol, SessionManager } from "@matter/main/protocol";
import type { MatterListener, MatterNodeSettings } from "../../handlers/ports/matter-bridge.ts";
import { PaseGate, type PaseNews } from "./pase-gate.ts";

/** Bytes of the salt of a window's key (16 … 32, Core 3.9). */
const SALT_BYTES = 32;

export interface Commissioning {
  isOpen(): boolean;
  open(pairing: { passcode: number; discriminator: number }): Promise<void>;
  /** Nobody comes in any more when it resolves, neither who was on the way. */
  close(): Promise<void>;
}

type Failsafe = Parameters<DeviceCommissioner["beginTimed"]>[0];

/** Puts a {@link PaseGate} before every window, also those that controllers open. @returns the failsafe of who is new here */
function guard(node: ServerNode, { progress }: Pick<MatterListener, "progress">): () => Failsafe | undefined {
  const guarded = new WeakSet<SecureChannelProtocol>();
  let newcomer: Failsafe | undefined;
  // parts of matter.js that are others after each start, as after the loss of the last fabric
  node.lifecycle.online.on(() => {
    const { env } = node;
    const channel = env.get(SecureChannelProtocol);
    if (guarded.has(channel)) return;
    guarded.add(channel);
    const set = channel.setPaseCommissioner.bind(channel);
    const news: PaseNews = {
      opened: () => progress("pase_session_open"),
      tooMany: () => void channel.tooManyPaseErrors.emit(),
    };
    channel.setPaseCommissioner = (server) => set(new PaseGate(server, env.get(SessionManager), news));
    const commissioner = env.get(DeviceCommissioner);
    const begin = commissioner.beginTimed.bind(commissioner);
    commissioner.beginTimed = (failsafe) => {
      newcomer = failsafe.associatedFabric === undefined ? failsafe : undefined;
      begin(failsafe);
    };
  });
  return () => newcomer;
}

export function commissioningOf(
  node: ServerNode,
  { iterations }: Pick<MatterNodeSettings, "iterations">,
  listener: Pick<MatterListener, "progress" | "windowEnded">,
): Commissioning {
  const newcomer = guard(node, listener);
  let open = false;
  return {
    isOpen: () => open,
    async open({ passcode, discriminator }) {
      const salt = node.env.get(Crypto).randomBytes(SALT_BYTES);
      const pase = await PaseServer.fromPin(node.env.get(SessionManager), passcode, { iterations, salt });
      await node.env.get(DeviceCommissioner).allowEnhancedCommissioning(discriminator, pase, () => {
        if (!open) return;
        open = false;
        listener.windowEnded();
      });
      open = true;
    },
    async close() {
      open = false;
      const commissioner = node.env.get(DeviceCommissioner);
      await commissioner.endCommissioning();
      // what somebody has begun who was not in any fabric
      if (commissioner.isFailsafeArmed && commissioner.failsafeContext === newcomer()) await newcomer()?.close();
    },
  };
}
