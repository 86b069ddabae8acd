/** Reads again what something announced has changed. */
import { useEffect, useRef } from "preact/hooks";

/** @param count of what was announced; the first one was read already */
export function useReloadOn(count: number, reload: () => Promise<void>): void {
  const first = useRef(count);
  useEffect(() => {
    if (count !== first.current) void reload();
  }, [count]);
}
