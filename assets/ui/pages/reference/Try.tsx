/** An operation or command is tried with the session of the dashboard. */
import { useSignal } from "@preact/signals";
import type { Method, Problem } from "../../../../adapters/client/index.ts";
import { t } from "../../i18n/index.ts";
import { keepFile } from "../../parts/download.ts";
import { ask } from "../../state/notices.ts";
import { client, may, me, type Role } from "../../state/session.ts";
import { draftOf, jsonOf, type Operation, type Parameter, paramsOf, type Schemas, type WsItem } from "./contract.ts";
import { w } from "./words.ts";

interface Outcome {
  readonly status: string;
  readonly ms: number;
  readonly content: unknown;
}

/** Why it cannot be tried; `undefined` where it can. */
function hindrance(role: string): string | undefined {
  if (role === "public") return undefined;
  if (me.value == null) return w("try.login");
  return may(role as Role) ? undefined : w("try.role", { role: t(`account.role.${me.value.role}`) });
}

function Content({ content, name }: { readonly content: unknown; readonly name: string }) {
  if (content === undefined) return <p>{w("try.empty")}</p>;
  if (content instanceof Blob)
    return (
      <p>
        {w("try.file", { bytes: content.size })}{" "}
        <button type="button" onClick={() => keepFile(content, name)}>
          {w("try.keep")}
        </button>
      </p>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <pre tabIndex={0}>{typeof content === "string" ? content : JSON.stringify(content, null, 2)}</pre>
  );
}

const Shown = ({ outcome, name }: { readonly outcome: Outcome; readonly name: string }) => (
  <div class="outcome" role="status">
    <b>{w("try.took", { status: outcome.status, ms: outcome.ms })}</b>
    <Content content={outcome.content} name={name} />
  </div>
);

const plain = ({ cause: _, ...problem }: Problem) => problem;

/** @throws SyntaxError for text that is no JSON */
const parsed = (text: string): unknown => (text.trim() === "" ? undefined : JSON.parse(text));

/** Sends once, says how it went. */
function useTrial() {
  const outcome = useSignal<Outcome | undefined>(undefined);
  const fault = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const send = async (ask: () => Promise<{ status: string; content: unknown }>) => {
    isBusy.value = true;
    fault.value = undefined;
    outcome.value = undefined;
    const begun = performance.now();
    try {
      const { status, content } = await ask();
      outcome.value = { status, content, ms: Math.round(performance.now() - begun) };
    } catch (error) {
      // a parameter that cannot be part of an address
      fault.value = error instanceof Error ? error.message : String(error);
    }
    isBusy.value = false;
  };
  return { outcome, fault, isBusy, send };
}

const Input = ({ parameter: { name, in: place, required, schema } }: { readonly parameter: Parameter }) => (
  <label>
    <span>
      {name} {required && <small>{w("required")}</small>}
    </span>
    <input name={`${place}.${name}`} required={required === true} placeholder={schema?.enum?.join(", ")} />
  </label>
);

interface TrialProps {
  readonly trial: ReturnType<typeof useTrial>;
  readonly name: string;
}
const Result = ({ trial: { outcome, fault, isBusy }, name }: TrialProps) => (
  <>
    <button type="submit" disabled={isBusy.value}>
      {w("try.send")}
    </button>
    {isBusy.value && <p role="status">{w("try.sending")}</p>}
    {fault.value && (
      <p class="refused" role="alert">
        {fault.value}
      </p>
    )}
    {outcome.value && <Shown outcome={outcome.value} name={name} />}
  </>
);

export function TryOperation({ operation, schemas }: { readonly operation: Operation; readonly schemas: Schemas }) {
  const { method, path, spec } = operation;
  const trial = useTrial();
  const schema = jsonOf(spec.requestBody);
  const why = hindrance(spec["x-role"]);
  const submit = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    let body: unknown;
    try {
      body = parsed(String(typed.get("body") ?? ""));
    } catch (error) {
      trial.fault.value = w("try.json", { reason: (error as Error).message });
      return;
    }
    const what = `${method.toUpperCase()} ${path}`;
    if (method !== "get" && !(await ask(w("try.ask", { what }), w("try.send")))) return;
    const params = paramsOf(spec.parameters, (name) => String(typed.get(name) ?? ""));
    await trial.send(async () => {
      const request = { params, retries: 0, ...(body !== undefined && { body }) };
      const { status, data, error } = await client.request(method.toUpperCase() as Method, path, request);
      return { status: String(status), content: error === undefined ? data : plain(error) };
    });
  };
  return (
    <>
      <h2>{w("try")}</h2>
      {why !== undefined ? (
        <p>{me.value == null ? <a href="./">{why}</a> : why}</p>
      ) : (
        <form
          class="try"
          onSubmit={(event) => {
            event.preventDefault();
            void submit(event.currentTarget);
          }}
        >
          {spec.parameters.map((parameter) => (
            <Input key={`${parameter.in}.${parameter.name}`} parameter={parameter} />
          ))}
          {schema && (
            <label>
              <span>{w("try.body")}</span>
              <textarea
                name="body"
                rows={6}
                spellcheck={false}
                defaultValue={JSON.stringify(draftOf(schemas, schema), null, 2)}
              />
            </label>
          )}
          <Result trial={trial} name={path.replaceAll(/\W+/g, "-")} />
        </form>
      )}
    </>
  );
}

export function TryCommand({ item }: { readonly item: WsItem }) {
  const trial = useTrial();
  const why = hindrance(item.role ?? "viewer");
  const submit = async (form: HTMLFormElement) => {
    let args: unknown;
    try {
      args = parsed(String(new FormData(form).get("args") ?? ""));
    } catch (error) {
      trial.fault.value = w("try.json", { reason: (error as Error).message });
      return;
    }
    if (item.role !== "viewer" && !(await ask(w("try.ask", { what: item.name }), w("try.send")))) return;
    await trial.send(async () => {
      const call = client.call as (
        name: string,
        args?: unknown,
      ) => Promise<{ data?: unknown; error?: { code?: string } }>;
      const { data, error } = await call(item.name, args);
      return error === undefined ? { status: "ok", content: data } : { status: error.code ?? "error", content: error };
    });
  };
  return (
    <>
      <h2>{w("try")}</h2>
      {why !== undefined ? (
        <p>{me.value == null ? <a href="./">{why}</a> : why}</p>
      ) : (
        <form
          class="try"
          onSubmit={(event) => {
            event.preventDefault();
            void submit(event.currentTarget);
          }}
        >
          <label>
            <span>{w("try.args")}</span>
            <textarea name="args" rows={4} spellcheck={false} defaultValue="{}" />
          </label>
          <Result trial={trial} name={item.name} />
        </form>
      )}
    </>
  );
}
