/** Everything that the server can be asked: operations, commands, broadcasts, each of which can be tried. */
import { signal, useSignal } from "@preact/signals";
import { t } from "../../i18n/index.ts";
import { me } from "../../state/session.ts";
import { Confirmation, Notices } from "../../views/Overlays.tsx";
import { Preferences } from "../../views/Preferences.tsx";
import { byTag, type OpenApi, type WsItem } from "./contract.ts";
import { CommandEntry, OperationEntry } from "./Entries.tsx";
import { w } from "./words.ts";

interface Contract {
  readonly openapi: OpenApi;
  readonly commands: readonly WsItem[];
}
const contract = signal<Contract | "failed" | undefined>(undefined);

/** Files beside the page, not the API: whoever reads it needs no login. */
async function readContract(): Promise<void> {
  try {
    const [openapi, wsapi] = await Promise.all(
      ["contract/openapi.json", "contract/wsapi.json"].map(async (path) => (await fetch(path)).json()),
    );
    contract.value = { openapi, commands: wsapi.commands };
  } catch {
    contract.value = "failed";
  }
}
void readContract();

const FILES = ["openapi.yaml", "wsapi.json"];

const Header = () => (
  <header>
    <a class="brand" href="./">
      <img src="icon.svg" alt="" width="28" height="28" />
      {t("app.name")}
    </a>
    <nav aria-label={w("files")}>
      {FILES.map((name) => (
        <a key={name} href={`contract/${name}`}>
          {name}
        </a>
      ))}
    </nav>
    {me.value && <span>{w("who", { name: me.value.subject, role: t(`account.role.${me.value.role}`) })}</span>}
    <Preferences />
  </header>
);

const matches = (filter: string, ...texts: readonly (string | undefined)[]): boolean =>
  texts.join(" ").toLowerCase().includes(filter.trim().toLowerCase());

function Operations({ openapi, filter }: { readonly openapi: OpenApi; readonly filter: string }) {
  return (
    <div id="operations">
      {[...byTag(openapi)].map(([tag, operations]) => {
        const shown = operations.map(({ method, path, spec }) =>
          matches(filter, method, path, spec.summary, spec["x-role"]),
        );
        return (
          <section key={tag} hidden={!shown.includes(true)}>
            <h2>{tag}</h2>
            {operations.map((operation, index) => (
              <OperationEntry
                key={`${operation.method} ${operation.path}`}
                operation={operation}
                schemas={openapi.components.schemas}
                isHidden={shown[index] !== true}
              />
            ))}
          </section>
        );
      })}
    </div>
  );
}

function Commands({
  of,
  filter,
  kind,
}: {
  readonly of: Contract;
  readonly filter: string;
  readonly kind: WsItem["kind"];
}) {
  return (
    <div id={`${kind}s`}>
      {of.commands
        .filter((item) => item.kind === kind)
        .map((item) => (
          <CommandEntry
            key={item.name}
            item={item}
            schemas={of.openapi.components.schemas}
            isHidden={!matches(filter, item.name, item.summary, item.role)}
          />
        ))}
    </div>
  );
}

export function Reference() {
  const filter = useSignal("");
  const { value: known } = contract;
  if (known === undefined || known === "failed")
    return (
      <>
        <Header />
        <main>
          <p role="status">{w(known === "failed" ? "failed" : "loading")}</p>
        </main>
      </>
    );
  const { info, servers } = known.openapi;
  return (
    <>
      <Header />
      <main>
        <div class="bar">
          <h1 id="title">{w("title", { version: info.version })}</h1>
          <input
            id="filter"
            type="search"
            placeholder={w("filter.hint")}
            aria-label={w("filter")}
            onInput={(event) => {
              filter.value = event.currentTarget.value;
            }}
          />
        </div>
        <p>
          <span lang="en">{info.description}</span> {w("base", { base: servers[0]?.url ?? "" })}
        </p>
        <Operations openapi={known.openapi} filter={filter.value} />
        <h1>{w("commands")}</h1>
        <Commands of={known} filter={filter.value} kind="command" />
        <h1>{w("broadcasts")}</h1>
        <Commands of={known} filter={filter.value} kind="broadcast" />
      </main>
      <Notices />
      <Confirmation />
    </>
  );
}
