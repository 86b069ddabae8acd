/** Keeps the screen on while the wall is shown, where the browser does that. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { awakeOf } from "./model.ts";

export const awake = awakeOf(isSecureContext, "wakeLock" in navigator);
/** The browser has it, and does not give it. */
export const isRefused = signal(false);

/** A lock goes when the page is hidden: it is asked for again when it is seen. */
export function useWakeLock(): void {
  useEffect(() => {
    if (awake !== "offered") return;
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    const take = async () => {
      if (document.hidden || isOver) return;
      try {
        const taken = await navigator.wakeLock.request("screen");
        if (isOver) await taken.release();
        else lock = taken;
        isRefused.value = false;
      } catch {
        isRefused.value = true;
      }
    };
    const seen = () => void take();
    void take();
    document.addEventListener("visibilitychange", seen);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", seen);
      void lock?.release();
    };
  }, []);
}
