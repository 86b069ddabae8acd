/**
 * Edits of a paramset that are collected, undone and redone before they are saved. In the memory of the process next to
 * the CCU, where saving happens: in the cloud the commands are forwarded there. A restart forgets them, as the contract's
 * daemon does.
 */
import type { StopFeature } from "../../kernel/feature.ts";
import type { Site, StateKey } from "../../kernel/site.ts";

/** Sessions at a time: more open forms than people in a house. Opening one more is refused. */
export const SESSIONS_LIMIT = 100;
/** Steps that can be undone: a long sitting at a form. What is older stays done. */
export const UNDO_LIMIT = 500;
/** Milliseconds without any use after which a session is forgotten: a closed browser tells nobody. */
export const SESSION_IDLE_MS = 30 * 60_000;

export type SessionValues = Readonly<Record<string, unknown>>;
interface Step {
  readonly parameter: string;
  readonly value: unknown;
}

/** Edits of one paramset. */
export interface ConfigSession {
  readonly central: string;
  readonly address: string;
  readonly key: "MASTER" | "VALUES";
  /** What the CCU had when the session was opened. */
  readonly opened: SessionValues;
  set(parameter: string, value: unknown): void;
  /** `false` where there is nothing to undo. */
  undo(): boolean;
  redo(): boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Every parameter that was edited, as it is now; also where it is what it was. */
  edits(): Record<string, unknown>;
}

export function createConfigSession(
  place: Pick<ConfigSession, "central" | "address" | "key">,
  opened: SessionValues,
): ConfigSession {
  /** Steps that cannot be undone any more. */
  const kept = new Map<string, unknown>();
  const steps: Step[] = [];
  /** Steps before it are done, those from it on are undone. */
  let done = 0;
  return {
    ...place,
    opened,
    set(parameter, value) {
      steps.length = done;
      steps.push({ parameter, value });
      const oldest = steps.length > UNDO_LIMIT ? steps.shift() : undefined;
      if (oldest) kept.set(oldest.parameter, oldest.value);
      done = steps.length;
    },
    undo() {
      if (done === 0) return false;
      done -= 1;
      return true;
    },
    redo() {
      if (done === steps.length) return false;
      done += 1;
      return true;
    },
    get canUndo() {
      return done > 0;
    },
    get canRedo() {
      return done < steps.length;
    },
    edits() {
      const edits = new Map(kept);
      for (const { parameter, value } of steps.slice(0, done)) edits.set(parameter, value);
      return Object.fromEntries(edits);
    },
  };
}

/** The open sessions of one home, shared by everybody: one for each paramset (contract). */
export interface ConfigSessions {
  /** Replaces an open session of the same paramset. `false` where too many are open. */
  open(session: ConfigSession, now: number): boolean;
  /**
   * The session, used just now; `undefined` where none is open, or nobody used it for too long, or where several CCUs have
   * one for this address and `central` does not say which.
   */
  use(central: string | undefined, address: string, key: string, now: number): ConfigSession | undefined;
  /** Ends it, if it is still this one. */
  end(session: ConfigSession): void;
  /** Ends those of a central. */
  endAll(central: string): void;
}

export function createConfigSessions(): ConfigSessions {
  const sessions = new Map<string, { session: ConfigSession; usedAt: number }>();
  const keyOf = ({ central, address, key }: Pick<ConfigSession, "central" | "address" | "key">) =>
    `${central}/${address}/${key}`;
  const forgetIdle = (now: number) => {
    for (const [key, { usedAt }] of sessions) if (now - usedAt >= SESSION_IDLE_MS) sessions.delete(key);
  };
  return {
    open(session, now) {
      forgetIdle(now);
      const key = keyOf(session);
      if (!sessions.has(key) && sessions.size >= SESSIONS_LIMIT) return false;
      sessions.set(key, { session, usedAt: now });
      return true;
    },
    use(central, address, key, now) {
      forgetIdle(now);
      const found = [...sessions.values()].filter(
        ({ session }) =>
          session.address === address && session.key === key && (central === undefined || session.central === central),
      );
      const [only] = found;
      if (found.length !== 1 || !only) return undefined;
      only.usedAt = now;
      return only.session;
    },
    end(session) {
      const key = keyOf(session);
      if (sessions.get(key)?.session === session) sessions.delete(key);
    },
    endAll(central) {
      for (const [key, { session }] of sessions) if (session.central === central) sessions.delete(key);
    },
  };
}

/** Sessions end with their central: what is saved would go nowhere. */
export const startConfigSessions = ({ centrals, state }: Pick<Site, "centrals" | "state">): StopFeature =>
  centrals.observe({ removed: (central) => state(configSessionsState).endAll(central) });

/** The open sessions of a home: they live as long as it does. */
export const configSessionsState: StateKey<ConfigSessions> = { name: "config-sessions", create: createConfigSessions };
