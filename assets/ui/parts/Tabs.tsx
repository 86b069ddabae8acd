/** Parts of a page, each with an address of its own: links, so that the browser's buttons and bookmarks work. */
import { useEffect, useRef } from "preact/hooks";

interface Tab {
  readonly href: string;
  readonly label: string;
  readonly isShown: boolean;
}

export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const bar = useRef<HTMLElement>(null);
  const shown = tabs.find(({ isShown }) => isShown)?.href;
  useEffect(() => {
    // sideways alone: the page itself stays where it is
    const chosen = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (chosen) bar.current?.scrollTo({ left: chosen.offsetLeft - bar.current.clientWidth / 3 });
  }, [shown]);
  return (
    <nav ref={bar} class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.href} href={tab.href} aria-current={tab.isShown ? "page" : undefined}>
          {tab.label}
        </a>
      ))}
    </nav>
  );
}
