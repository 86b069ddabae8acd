/** The lock that keeps two people from changing the same settings: opened with the first change, kept while somebody edits. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Problem } from "../../../../../adapters/client/index.ts";
import { client, endsSession } from "../../../state/session.ts";

/** Milliseconds between two signs of life: the lock lasts for five minutes without one. */
const HEARTBEAT_MS = 60_000;

export interface EditLock {
  readonly token: string | undefined;
  /** Why it is not held: somebody else edits, the home is away … */
  readonly problem: Problem | undefined;
  /** It was held, and is no longer. */
  readonly isLost: boolean;
  /** @returns the token, or nothing where somebody else edits */
  readonly open: () => Promise<string | undefined>;
  /** Ends the lock of whoever has it, and opens one's own. */
  readonly takeOver: () => Promise<string | undefined>;
  readonly close: () => Promise<void>;
}

interface Held {
  readonly token?: string;
  readonly problem?: Problem;
  readonly isLost: boolean;
}

/** @param key `channel:<address>:MASTER`, or `…:LINK:<peer>` @param central of the device */
export function useEditLock(key: string, central: string): EditLock {
  const held = useSignal<Held>({ isLost: false });
  const token = useRef<string | undefined>(undefined);
  const params = { query: { central } };
  const open = async () => {
    const { data, error } = await client.POST("/sessions/edit", { params, body: { key } });
    if (error) {
      endsSession(error);
      held.value = { problem: error, isLost: false };
      return undefined;
    }
    token.current = data.token;
    held.value = { token: data.token, isLost: false };
    return data.token;
  };
  const takeOver = async () => {
    const { error } = await client.POST("/sessions/edit/take-over", { params, body: { key } });
    if (error === undefined) return open();
    held.value = { problem: error, isLost: false };
    return undefined;
  };
  const close = async () => {
    const mine = token.current;
    token.current = undefined;
    held.value = { isLost: false };
    // one that nobody gives back ends by itself
    if (mine !== undefined) await client.DELETE("/sessions/edit", { params, body: { key, token: mine } });
  };
  useEffect(() => {
    const beat = async () => {
      if (token.current === undefined) return;
      const { error } = await client.POST("/sessions/edit/heartbeat", { params, body: { key, token: token.current } });
      if (error === undefined || error.status === 0 || error.status >= 500) return;
      token.current = undefined;
      held.value = { problem: error, isLost: true };
    };
    const timer = setInterval(() => void beat(), HEARTBEAT_MS);
    const leave = () => void close();
    addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      removeEventListener("pagehide", leave);
      void close();
    };
  }, [key, central]);
  const { token: now, problem, isLost } = held.value;
  return { token: now, problem, isLost, open, takeOver, close };
}
