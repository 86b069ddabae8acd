/** A countdown that runs by this browser's clock between two broadcasts. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clockText, type Running, secondsLeft } from "../../model/alarm.ts";
import { t } from "./words.ts";

/** Milliseconds between two looks at the clock. */
const TICK_MS = 250;

export function CountdownBar({ running }: { readonly running: Running }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const left = secondsLeft(running, now.value);
  const word = t(running.kind === "exit_delay" ? "panel.exit" : "panel.entry");
  return (
    <div class="countdown">
      <p>
        {word} <b class="countdown-number">{clockText(left)}</b>
      </p>
      <progress max={Math.max(1, running.totalMs / 1000)} value={left} aria-label={word} />
    </div>
  );
}
