// The API reference, drawn from the published contract files of this very server.
const make = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};
const [openapi, wsapi] = await Promise.all(
  ["contract/openapi.json", "contract/wsapi.json"].map(async (path) => (await fetch(path)).json()),
);

const nameOf = (ref) => ref.split("/").at(-1);
const typeOf = (schema) => {
  if (!schema || Object.keys(schema).length === 0) return "any";
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  return schema.type ?? "any";
};

function shape(schema, depth = 0) {
  if (!schema || depth > 4) return typeOf(schema);
  if (schema.$ref) return shape(openapi.components.schemas[nameOf(schema.$ref)], depth + 1);
  if (schema.type === "array") return [shape(schema.items, depth + 1)];
  if (!schema.properties) return typeOf(schema);
  const required = new Set(schema.required ?? []);
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, property]) => [
      required.has(name) ? name : `${name}?`,
      shape(property, depth + 1),
    ]),
  );
}
const pre = (schema) => make("pre", { textContent: JSON.stringify(shape(schema), null, 2) });

function table(rows, headings) {
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, cell))));
  return make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ...headings.map((h) => make("th", { textContent: h })))),
    make("tbody", {}, ...body),
  );
}

function operation(method, path, spec) {
  const details = make("details", { className: "operation" });
  details.dataset.text = `${method} ${path} ${spec.summary} ${spec["x-role"]}`.toLowerCase();
  details.append(
    make(
      "summary",
      {},
      make("span", { className: `method ${method}`, textContent: method.toUpperCase() }),
      make("code", { textContent: path }),
      make("span", { textContent: spec.summary }),
      make("span", { className: "role", textContent: spec["x-role"] }),
    ),
  );
  // drawn when it is opened: the whole contract at once would be slow on a phone
  details.addEventListener("toggle", () => details.childElementCount === 1 && details.append(operationBody(spec)), {
    once: true,
  });
  return details;
}

function operationBody(spec) {
  const body = make("div", { className: "body" });
  if (spec.parameters.length > 0) {
    const rows = spec.parameters.map((p) => [
      p.name,
      p.in,
      typeOf(p.schema),
      p.required ? "required" : "",
      p.description ?? "",
    ]);
    body.append(make("h2", { textContent: "Parameters" }), table(rows, ["name", "in", "type", "", ""]));
  }
  const request = spec.requestBody?.content?.["application/json"]?.schema;
  if (request) body.append(make("h2", { textContent: "Body" }), pre(request));
  body.append(make("h2", { textContent: "Answers" }));
  const rows = Object.entries(spec.responses).map(([status, r]) => [
    status,
    r.description,
    Object.keys(r.content ?? {}).join(", "),
  ]);
  body.append(table(rows, ["status", "meaning", "content"]));
  for (const [status, r] of Object.entries(spec.responses)) {
    const schema = r.content?.["application/json"]?.schema;
    if (schema && Number(status) < 300) body.append(make("h2", { textContent: status }), pre(schema));
  }
  return body;
}

document.getElementById("title").textContent = `API reference ${openapi.info.version}`;
document.getElementById("about").textContent =
  `${openapi.info.description} All paths are below ${openapi.servers[0].url}.`;

const byTag = new Map(openapi.tags.map(({ name }) => [name, []]));
for (const [path, item] of Object.entries(openapi.paths))
  for (const [method, spec] of Object.entries(item)) byTag.get(spec.tags[0]).push(operation(method, path, spec));
for (const [tag, nodes] of byTag)
  document.getElementById("operations").append(make("section", {}, make("h2", { textContent: tag }), ...nodes));

function entry({ name, summary, role, args, result, topic, payload }) {
  const node = make("details", { className: "operation" });
  node.dataset.text = `${name} ${summary}`.toLowerCase();
  const text =
    payload === undefined ? { args, result } : { topic, payload: shape(openapi.components.schemas[payload]) };
  node.append(
    make(
      "summary",
      {},
      make("code", { textContent: name }),
      make("span", { textContent: summary }),
      make("span", { className: "role", textContent: role ?? topic }),
    ),
    make("div", { className: "body" }, make("pre", { textContent: JSON.stringify(text, null, 2) })),
  );
  return node;
}
for (const item of wsapi.commands) document.getElementById(`${item.kind}s`).append(entry(item));

document.getElementById("filter").oninput = (event) => {
  const text = event.target.value.toLowerCase();
  for (const node of document.querySelectorAll(".operation")) node.hidden = !node.dataset.text.includes(text);
  for (const section of document.querySelectorAll("#operations section"))
    section.hidden = section.querySelector(".operation:not([hidden])") === null;
};
