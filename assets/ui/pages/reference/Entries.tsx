/** One operation, command or broadcast: closed it is a line; what is in it is drawn when it is opened. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { jsonOf, type Operation, type Schema, type Schemas, shapeOf, typeOf, type WsItem } from "./contract.ts";
import { TryCommand, TryOperation } from "./Try.tsx";
import { w } from "./words.ts";

interface EntryProps {
  readonly isHidden: boolean;
  readonly line: ComponentChildren;
  readonly children: () => ComponentChildren;
}

/** The whole contract at once would be slow on a phone. */
function Entry({ isHidden, line, children }: EntryProps) {
  const isOpen = useSignal(false);
  return (
    <details
      class="operation"
      hidden={isHidden}
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      {/* the contract speaks English, whatever the page does */}
      <summary lang="en">{line}</summary>
      {isOpen.value && <div class="body">{children()}</div>}
    </details>
  );
}

const Shape = ({ title, shape }: { readonly title: string; readonly shape: unknown }) => (
  <>
    <h2>{title}</h2>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
    <pre tabIndex={0}>{JSON.stringify(shape, null, 2)}</pre>
  </>
);

function Parameters({ operation: { spec } }: { readonly operation: Operation }) {
  if (spec.parameters.length === 0) return null;
  return (
    <>
      <h2>{w("parameters")}</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {(["name", "place", "type", "meaning"] as const).map((key) => (
                <th key={key} scope="col">
                  {w(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {spec.parameters.map(({ name, in: place, schema, required, description }) => (
              <tr key={`${place}.${name}`}>
                <td>
                  <code>{name}</code>
                </td>
                <td>{place}</td>
                <td>{typeOf(schema)}</td>
                <td>
                  {description} {required && <b>{w("required")}</b>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Answers({ operation: { spec }, schemas }: { readonly operation: Operation; readonly schemas: Schemas }) {
  const good = Object.entries(spec.responses)
    .map(([status, response]) => [status, jsonOf(response)] as const)
    .filter((one): one is readonly [string, Schema] => Number(one[0]) < 300 && one[1] !== undefined);
  return (
    <>
      <h2>{w("answers")}</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {(["status", "meaning", "content"] as const).map((key) => (
                <th key={key} scope="col">
                  {w(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.entries(spec.responses).map(([status, { description, content }]) => (
              <tr key={status}>
                <td>{status}</td>
                <td>{description}</td>
                <td>{Object.keys(content ?? {}).join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {good.map(([status, schema]) => (
        <Shape key={status} title={status} shape={shapeOf(schemas, schema)} />
      ))}
    </>
  );
}

interface OperationEntryProps {
  readonly operation: Operation;
  readonly schemas: Schemas;
  readonly isHidden: boolean;
}

export function OperationEntry({ operation, schemas, isHidden }: OperationEntryProps) {
  const { method, path, spec } = operation;
  const body = jsonOf(spec.requestBody);
  return (
    <Entry
      isHidden={isHidden}
      line={
        <>
          <span class={`method ${method}`}>{method.toUpperCase()}</span>
          <code>{path}</code>
          <span>{spec.summary}</span>
          <span class="role">{spec["x-role"]}</span>
        </>
      }
    >
      {() => (
        <>
          <Parameters operation={operation} />
          {body && <Shape title={w("body")} shape={shapeOf(schemas, body)} />}
          <Answers operation={operation} schemas={schemas} />
          <TryOperation operation={operation} schemas={schemas} />
        </>
      )}
    </Entry>
  );
}

interface CommandEntryProps {
  readonly item: WsItem;
  readonly schemas: Schemas;
  readonly isHidden: boolean;
}

export const CommandEntry = ({ item, schemas, isHidden }: CommandEntryProps) => (
  <Entry
    isHidden={isHidden}
    line={
      <>
        <code>{item.name}</code>
        <span>{item.summary}</span>
        <span class="role">{item.role ?? item.topic}</span>
      </>
    }
  >
    {() =>
      item.kind === "command" ? (
        <>
          <Shape title={w("arguments")} shape={item.args} />
          <Shape title={w("result")} shape={item.result} />
          <TryCommand item={item} />
        </>
      ) : (
        <>
          <Shape title={w("topic")} shape={item.topic} />
          <Shape title={w("payload")} shape={shapeOf(schemas, schemas[item.payload ?? ""])} />
        </>
      )
    }
  </Entry>
);
