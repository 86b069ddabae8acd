/** A page of several parts, each with an address and a tab of its own; those that somebody may not use are not there. */
import type { ComponentType } from "preact";
import { linkTo } from "../model/route.ts";
import { may, type Role } from "../state/session.ts";
import { AwayNote } from "./AwayNote.tsx";
import { Tabs } from "./Tabs.tsx";

interface PartsPageProps<Name extends string> {
  readonly path: string;
  /** The page's own words. */
  readonly w: (key: "title" | "parts" | `part.${NoInfer<Name>}`) => string;
  /** In the order of the tabs; the first one is shown where the address names none. */
  readonly parts: Readonly<Record<Name, ComponentType>>;
  /** Of parts that are not for everybody. */
  readonly roles?: Readonly<Partial<Record<NoInfer<Name>, Role>>>;
  /** The part that the address names. */
  readonly asked: string | undefined;
  /** Nothing on it needs the home: what it does is done where the page comes from. */
  readonly isHomeless?: boolean;
}

export function PartsPage<Name extends string>({
  path,
  w,
  parts,
  roles,
  asked,
  isHomeless = false,
}: PartsPageProps<Name>) {
  const names = (Object.keys(parts) as Name[]).filter((name) => may(roles?.[name] ?? "viewer"));
  const shown = names.find((name) => name === asked) ?? names[0]!;
  const Shown: ComponentType = parts[shown];
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      {!isHomeless && <AwayNote />}
      {names.length > 1 && (
        <Tabs
          label={w("parts")}
          tabs={names.map((name) => ({
            href: linkTo(path, name),
            label: w(`part.${name}`),
            isShown: name === shown,
          }))}
        />
      )}
      <Shown />
    </main>
  );
}
