/** Parts of a page, each with an address of its own: links, so that the browser's buttons and bookmarks work. */

interface Tab {
  readonly href: string;
  readonly label: string;
  readonly isShown: boolean;
}

export const Tabs = ({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) => (
  <nav class="tabs" aria-label={label}>
    {tabs.map((tab) => (
      <a key={tab.href} href={tab.href} aria-current={tab.isShown ? "page" : undefined}>
        {tab.label}
      </a>
    ))}
  </nav>
);
