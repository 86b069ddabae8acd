/** The CCUs: how they are, their interfaces, how devices are heard; administrators add, change and remove them. */
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { may } from "../../state/session.ts";
import type { PageProps } from "../entry.ts";
import { CcuList } from "./CcuList.tsx";
import { Discovery } from "./Discovery.tsx";
import { Kept } from "./Kept.tsx";
import { Reception } from "./Reception.tsx";
import { Start } from "./Start.tsx";
import { TestPage } from "./TestPage.tsx";
import { w } from "./words.ts";

const PARTS = { list: CcuList, find: () => <Discovery />, reception: Reception, kept: Kept } as const;
type Part = keyof typeof PARTS;

export default function CcusPage({ rest: [asked = "list", central] }: PageProps) {
  const parts = (Object.keys(PARTS) as Part[]).filter((part) => part === "list" || may("admin"));
  const part = parts.find((one) => one === asked) ?? "list";
  const Shown = PARTS[part];
  const isStart = asked === "start" && may("admin");
  const tested = asked === "test" && may("admin") ? central : undefined;
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w(isStart ? "start" : "title")}</h1>
      <AwayNote />
      {parts.length > 1 && !isStart && (
        <Tabs
          label={w("parts")}
          tabs={parts.map((one) => ({
            href: linkTo("ccus", one),
            label: w(`part.${one}`),
            isShown: tested === undefined && one === part,
          }))}
        />
      )}
      {isStart ? <Start /> : tested !== undefined ? <TestPage key={tested} central={tested} /> : <Shown />}
    </main>
  );
}
