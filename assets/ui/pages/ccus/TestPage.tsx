/** Whether a CCU works: its states are watched until it is clear, and what is wrong is said in plain words. */

import { mdiAlertCircleOutline, mdiCheckCircleOutline, mdiCircleOutline } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { linkTo } from "../../model/route.ts";
import { useAction } from "../../parts/action.ts";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { ask } from "../../state/notices.ts";
import { client, endsSession } from "../../state/session.ts";
import { Glyph } from "../../views/Icon.tsx";
import { CcuForm } from "./CcuForm.tsx";
import { causeOf, diagnose, type Part, type Verdict, type Web, withNews } from "./diagnosis.ts";
import type { Row } from "./model.ts";
import { w } from "./words.ts";

/** Milliseconds between two looks. */
const LOOK_MS = 1_000;
/** Milliseconds until the web server is asked again where nobody was there; a login that was refused is not repeated. */
const WEB_AGAIN_MS = 15_000;

interface Findings {
  readonly parts: readonly Part[];
  readonly web: Web | undefined;
  readonly isCalled: boolean;
  /** Milliseconds since the epoch. */
  readonly connectedAt: number | undefined;
}
const NOTHING: Findings = { parts: [], web: undefined, isCalled: false, connectedAt: undefined };

/** Interfaces of one CCU; `undefined` where they could not be read. */
async function interfacesOf(central: string) {
  const { data, error } = await client.GET("/interfaces");
  if (error) endsSession(error);
  return data?.filter(({ central_id: owner }) => owner === central);
}

async function lookOnce(central: string, before: Findings): Promise<Findings> {
  const [lines, calls] = await Promise.all([
    interfacesOf(central),
    client.GET("/diagnostics/reliability", { params: { query: { central } } }),
  ]);
  const parts = lines ? withNews(before.parts, lines) : before.parts;
  const isConnected = parts.some(({ connected }) => connected);
  return {
    ...before,
    parts,
    isCalled: (calls.data ?? []).some(({ state }) => state.last_callback_at !== undefined),
    connectedAt: isConnected ? (before.connectedAt ?? Date.now()) : undefined,
  };
}

/** Its variables are read anew: that goes through the CCU's web server, with the user and the password. */
async function askWeb(central: string): Promise<Web> {
  const { error } = await client.POST("/sysvars/fetch", { params: { query: { central } }, retries: 0 });
  return error === undefined ? { isFine: true } : { isFine: false, said: error.detail ?? error.title };
}

const verdictOf = ({ connectedAt, ...found }: Findings): Verdict =>
  diagnose({ ...found, connectedMs: connectedAt === undefined ? 0 : Date.now() - connectedAt });

/** Looks until it is clear; what is wrong is looked at further: it may be mended at the CCU. @param round again */
function useFindings(central: string, round: number) {
  const found = useSignal<Findings>(NOTHING);
  useEffect(() => {
    let isStopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    found.value = NOTHING;
    let webTimer: ReturnType<typeof setTimeout> | undefined;
    const lookAtWeb = async () => {
      const web = await askWeb(central);
      if (isStopped) return;
      found.value = { ...found.value, web };
      const isMendable = !web.isFine && causeOf(web.said) !== "credentials";
      if (isMendable) webTimer = setTimeout(() => void lookAtWeb(), WEB_AGAIN_MS);
    };
    void lookAtWeb();
    const look = async () => {
      const next = await lookOnce(central, found.value);
      if (isStopped) return;
      found.value = { ...next, web: found.value.web };
      timer = setTimeout(() => void look(), LOOK_MS);
    };
    void look();
    return () => {
      isStopped = true;
      clearTimeout(timer);
      clearTimeout(webTimer);
    };
  }, [central, round]);
  return found.value;
}

type Mark = "good" | "bad" | "open";
const MARKS: Readonly<Record<Mark, string>> = {
  good: mdiCheckCircleOutline,
  bad: mdiAlertCircleOutline,
  open: mdiCircleOutline,
};

interface StepProps {
  readonly mark: Mark;
  readonly title: string;
  readonly text?: string | undefined;
  /** What is open waits for what is wrong elsewhere. */
  readonly isLater: boolean;
}

const Step = ({ mark, title, text, isLater }: StepProps) => (
  <li class={`step ${mark}`}>
    <Glyph path={MARKS[mark]} />
    <div>
      <b>{title}</b>{" "}
      <span class={mark === "good" ? "hidden" : "dim"}>
        {w(mark === "open" && isLater ? "test.mark.later" : `test.mark.${mark}`)}
      </span>
      {text && <small>{text}</small>}
    </div>
  </li>
);

const markOf = ({ connected, cause }: Part): Mark => (connected ? "good" : cause === undefined ? "open" : "bad");

function Steps({ found, verdict }: { readonly found: Findings; readonly verdict: Verdict }) {
  const { parts, web, isCalled } = found;
  const isLater = verdict !== "testing";
  const called: Mark = isCalled ? "good" : verdict === "callback" ? "bad" : "open";
  return (
    <ul class="steps" aria-label={w("test.steps")}>
      {parts.map((part) => (
        <Step
          key={part.name}
          mark={markOf(part)}
          isLater={isLater}
          title={w("test.interface", { name: part.name })}
          text={part.cause === undefined ? undefined : part.cause === "other" ? part.said : w(`cause.${part.cause}`)}
        />
      ))}
      <Step
        isLater={isLater}
        mark={web === undefined ? "open" : web.isFine ? "good" : "bad"}
        title={w("test.web")}
        text={web?.isFine === false ? web.said : undefined}
      />
      <Step mark={called} isLater={isLater} title={w("test.called")} />
    </ul>
  );
}

/** What to do, where it has to be done at the CCU itself. */
const AtTheCcu = ({ row }: { readonly row: Partial<Row> | undefined }) =>
  row?.host === undefined ? null : (
    <a href={`${row.tls ? "https" : "http"}://${row.host}/`} target="_blank" rel="noreferrer">
      {w("test.open", { host: row.host })}
    </a>
  );

interface ActionsProps {
  readonly central: string;
  readonly verdict: Verdict;
  readonly row: Row | undefined;
  /** Names of interfaces that are not connected. */
  readonly missing: readonly string[];
  readonly onAgain: () => void;
  readonly onEdit: () => void;
}

function Actions({ central, verdict, row, missing, onAgain, onEdit }: ActionsProps) {
  const action = useAction();
  const again = async () => {
    const lines = (await interfacesOf(central)) ?? [];
    for (const { id } of lines.filter(({ connected }) => !connected))
      await action.run(() => client.POST("/interfaces/{id}/reconnect", { params: { path: { id } } }));
    onAgain();
  };
  const remove = async () => {
    if (!(await ask(w("remove.ask", { name: central }), w("remove")))) return;
    if (await action.run(() => client.DELETE("/centrals/{name}", { params: { path: { name: central } } })))
      location.hash = linkTo("ccus", "start");
  };
  const leaveOut = async (before: Row) => {
    const { created_at: _, updated_at: __, ...kept } = before;
    const body = { ...kept, interfaces: kept.interfaces.filter(({ name }) => !missing.includes(name)) };
    if (await action.run(() => client.PUT("/centrals/{name}", { params: { path: { name: central } }, body })))
      onAgain();
  };
  const isOff = action.isBusy || away.value !== undefined;
  return (
    <>
      {action.problem && <ErrorNote problem={action.problem} />}
      <div class="row">
        {verdict === "fine" && (
          <a class="button primary" href="#/">
            {w("test.home")}
          </a>
        )}
        {verdict === "partly" && row && (
          <button type="button" class="primary" disabled={isOff} onClick={() => void leaveOut(row)}>
            {w("test.without", { interfaces: missing.join(", ") })}
          </button>
        )}
        <button type="button" disabled={isOff} onClick={() => void again()}>
          {w("test.again")}
        </button>
        {row && (
          <>
            <button type="button" disabled={isOff} onClick={onEdit}>
              {w("test.edit")}
            </button>
            <button type="button" class="danger" disabled={isOff} onClick={() => void remove()}>
              {w("remove")}
            </button>
          </>
        )}
        <a class="button" href={linkTo("ccus")}>
          {w("test.all")}
        </a>
      </div>
    </>
  );
}

const missingOf = ({ parts }: Findings): string[] =>
  parts.filter(({ connected }) => !connected).map(({ name }) => name);

function Words({ verdict, found, row }: { verdict: Verdict; found: Findings; row: Partial<Row> | undefined }) {
  return (
    <div class={`panel verdict ${verdict === "fine" ? "good" : verdict === "testing" ? "" : "bad"}`} role="status">
      <h2>{w(`verdict.${verdict}`)}</h2>
      <p>{w(`verdict.${verdict}.text`, { interfaces: missingOf(found).join(", "), host: row?.host ?? "" })}</p>
      {verdict === "other" && <p class="dim">{found.parts.find(({ said }) => said)?.said}</p>}
      {!["fine", "testing"].includes(verdict) && <AtTheCcu row={row} />}
    </div>
  );
}

export function TestPage({ central }: { readonly central: string }) {
  const rows = useResource(() => client.GET("/centrals"), []);
  const round = useSignal(0);
  const isEdited = useSignal(false);
  const row = rows.data?.find(({ name }) => name === central);
  const found = useFindings(central, round.value);
  const verdict = row?.enabled === false ? "testing" : verdictOf(found);
  const again = () => {
    round.value += 1;
    void rows.reload();
  };
  if (rows.data !== undefined && row === undefined && found.parts.length === 0)
    return <p class="panel">{w("test.unknown", { name: central })}</p>;
  if (row?.enabled === false) return <p class="panel">{w("test.off", { name: central })}</p>;
  return (
    <div class="stack">
      <h2>{w("test.title", { name: central })}</h2>
      <Words verdict={verdict} found={found} row={row} />
      <Steps found={found} verdict={verdict} />
      <Actions
        central={central}
        verdict={verdict}
        row={row}
        missing={missingOf(found)}
        onAgain={again}
        onEdit={() => (isEdited.value = true)}
      />
      {isEdited.value && row && (
        <CcuForm row={row} isNew={false} onClose={() => (isEdited.value = false)} onSaved={again} />
      )}
    </div>
  );
}
