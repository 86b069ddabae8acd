/** What the CCU remembers and what it does by itself: its variables and its programs, beyond what the home page shows. */
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import type { PageProps } from "../entry.ts";
import { ProgramList } from "./ProgramList.tsx";
import { VariableList } from "./VariableList.tsx";
import { w } from "./words.ts";

const PARTS = { variables: VariableList, programs: ProgramList } as const;
type Part = keyof typeof PARTS;

export default function LogicPage({ rest: [asked = "variables"] }: PageProps) {
  const parts = Object.keys(PARTS) as Part[];
  const part = parts.find((one) => one === asked) ?? "variables";
  const Shown = PARTS[part];
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      <AwayNote />
      <Tabs
        label={w("parts")}
        tabs={parts.map((one) => ({ href: linkTo("logic", one), label: w(`part.${one}`), isShown: one === part }))}
      />
      <Shown />
    </main>
  );
}
