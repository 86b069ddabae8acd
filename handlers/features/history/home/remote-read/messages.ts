/** Messages of Prometheus' remote read (prometheus/prompb: remote.proto, types.proto), as far as they are needed. */

/** How a label is compared: `=`, `!=`, `=~`, `!~`. */
export type MatcherKind = "=" | "!=" | "=~" | "!~";
const KINDS: readonly MatcherKind[] = ["=", "!=", "=~", "!~"];

export interface Matcher {
  kind: MatcherKind;
  name: string;
  value: string;
}
/** Both ends belong to the range: milliseconds since the epoch. */
export interface ReadQuery {
  from: number;
  to: number;
  matchers: Matcher[];
}
export interface Labelled {
  labels: readonly (readonly [name: string, value: string])[];
  at: readonly number[];
  value: readonly number[];
}

/** Queries of one request, and matchers of one query: Prometheus sends one and a handful. */
export const QUERIES_LIMIT = 16;
export const MATCHERS_LIMIT = 64;

/** @throws RangeError where there are more than the limits; whatever pbf throws on what is no such message */
export async function decodeReadRequest(bytes: Uint8Array): Promise<ReadQuery[]> {
  const { PbfReader } = await import("pbf");
  const reader = new PbfReader(bytes);
  return reader.readFields((tag: number, queries: ReadQuery[], pbf: InstanceType<typeof PbfReader>) => {
    if (tag !== 1) return;
    if (queries.length >= QUERIES_LIMIT) throw new RangeError(`more than ${QUERIES_LIMIT} queries`);
    queries.push(pbf.readMessage(readQuery, { from: 0, to: 0, matchers: [] }));
  }, [] as ReadQuery[]);
}

type Reader = InstanceType<typeof import("pbf")["PbfReader"]>;
type Writer = InstanceType<typeof import("pbf")["PbfWriter"]>;

function readQuery(tag: number, query: ReadQuery, pbf: Reader): void {
  if (tag === 1) query.from = pbf.readVarint(true);
  else if (tag === 2) query.to = pbf.readVarint(true);
  else if (tag === 3) {
    if (query.matchers.length >= MATCHERS_LIMIT) throw new RangeError(`more than ${MATCHERS_LIMIT} matchers`);
    query.matchers.push(pbf.readMessage(readMatcher, { kind: "=", name: "", value: "" }));
  }
}

function readMatcher(tag: number, matcher: Matcher, pbf: Reader): void {
  if (tag === 1) {
    const kind = KINDS[pbf.readVarint()];
    if (kind === undefined) throw new RangeError("a matcher of an unknown kind");
    matcher.kind = kind;
  } else if (tag === 2) matcher.name = pbf.readString();
  else if (tag === 3) matcher.value = pbf.readString();
}

/** One result for each query, in their order. */
export async function encodeReadResponse(results: readonly (readonly Labelled[])[]): Promise<Uint8Array> {
  const { PbfWriter } = await import("pbf");
  const writer = new PbfWriter();
  for (const result of results) writer.writeMessage(1, writeResult, result);
  return writer.finish();
}

function writeResult(result: readonly Labelled[], pbf: Writer): void {
  for (const one of result) pbf.writeMessage(1, writeSeries, one);
}

function writeSeries({ labels, at, value }: Labelled, pbf: Writer): void {
  for (const label of labels) pbf.writeMessage(1, writeLabel, label);
  for (let i = 0; i < at.length; i++) pbf.writeMessage(2, writeSample, [at[i] as number, value[i] as number]);
}
function writeLabel([name, value]: readonly [string, string], pbf: Writer): void {
  pbf.writeStringField(1, name);
  pbf.writeStringField(2, value);
}
function writeSample([at, value]: readonly [number, number], pbf: Writer): void {
  pbf.writeDoubleField(1, value);
  pbf.writeVarintField(2, at);
}
