/** Any data points over time in one plot: ranges, nearer and further, the week before, a file, diagrams that are kept. */
import { mdiChartLine } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Problem } from "../../../../adapters/client/index.ts";
import { formatNumber, formatRange, language } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { Check } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, Loading, Read } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/Table.tsx";
import { devices, linkState } from "../../state/live.ts";
import { client, may } from "../../state/session.ts";
import { Icon } from "../../views/Icon.tsx";
import type { PageProps } from "../entry.ts";
import { Diagrams } from "./Diagrams.tsx";
import {
  BUCKETS,
  csvOf,
  type Figures,
  figuresOf,
  type Kept,
  type Line,
  RANGES,
  type RangeName,
  readKept,
  type Span,
  spanOf,
  WEEK_MS,
} from "./history-model.ts";
import { Picker } from "./Picker.tsx";
import { Plot } from "./Plot.tsx";
import { chosenFrom, type Plottable } from "./points.ts";
import { Recording } from "./Recording.tsx";
import { NAMES, Tools } from "./Tools.tsx";
import { w } from "./words.ts";

/** Told apart on light and on dark, by people who see few colours, too (Okabe and Ito). */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56b4e9", "#8c564b", "#7f7f7f"];

const readBuckets = ({ central, interfaceId, address, channel, parameter }: Plottable, { from, to }: Span) =>
  client.GET("/history", {
    params: {
      query: {
        central,
        interface_id: interfaceId,
        channel: `${address}:${channel}`,
        parameter,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        buckets: BUCKETS,
      },
    },
  });

interface Lines {
  readonly lines: readonly Line[];
}

/** All of them, or why one could not be read. */
async function readLines(
  points: readonly Plottable[],
  span: Span,
  compare: boolean,
): Promise<{ data: Lines; error?: undefined } | { data?: undefined; error: Problem }> {
  const shifts = compare ? [0, WEEK_MS] : [0];
  const wanted = points.flatMap((point) => shifts.map((shift) => ({ point, shift })));
  const answers = await Promise.all(
    wanted.map(({ point, shift }) => readBuckets(point, { from: span.from - shift, to: span.to - shift })),
  );
  const lines: Line[] = [];
  for (const [index, answer] of answers.entries()) {
    if (answer.error) return { error: answer.error };
    const { point, shift } = wanted[index]!;
    const { name, unit } = point;
    lines.push({ name: shift === 0 ? name : w("before", { name }), unit, shift, buckets: answer.data });
  }
  return { data: { lines } };
}

function download(lines: readonly Line[]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csvOf(lines)], { type: "text/csv" }));
  link.download = `history-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  // what is being saved has been read by then
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// ---------------------------------------------------------------- below the plot

interface Row {
  readonly line: Line;
  readonly index: number;
  readonly figures: Figures | undefined;
}

const number = (pick: (figures: Figures) => number) => (row: Row) => {
  if (row.figures === undefined) return "–";
  return [formatNumber(Math.round(pick(row.figures) * 100) / 100), row.line.unit].filter(Boolean).join("\u00a0");
};

function FiguresTable({ lines, colours }: { readonly lines: readonly Line[]; readonly colours: readonly number[] }) {
  const rows = lines.map((line, index): Row => ({ line, index, figures: figuresOf(line.buckets) }));
  const columns: Column<Row>[] = [
    {
      key: "name",
      title: w("line"),
      cell: ({ line, index }) => (
        <>
          <span class={`swatch swatch-${colours[index]}${line.shift === 0 ? "" : " dashed"}`} aria-hidden="true" />{" "}
          {line.name}
          {rows[index]?.figures === undefined && <small>{w("line.none")}</small>}
        </>
      ),
    },
    { key: "last", title: w("last"), cell: number(({ last }) => last), isNumber: true },
    { key: "min", title: w("min"), cell: number(({ min }) => min), isNumber: true },
    { key: "avg", title: w("avg"), cell: number(({ avg }) => avg), isNumber: true },
    { key: "max", title: w("max"), cell: number(({ max }) => max), isNumber: true },
  ];
  return <Table label={w("figures")} columns={columns} rows={rows} keyOf={({ line }) => line.name} />;
}

// ---------------------------------------------------------------- the plot

interface ChartProps {
  readonly points: readonly Plottable[];
  readonly span: Span;
  readonly compare: boolean;
  readonly onZoom: (span: Span) => void;
}

function Chart({ points, span, compare, onZoom }: ChartProps) {
  const read = useResource(() => readLines(points, span, compare), [points.map(({ id }) => id), span, compare]);
  const { lines } = read.data ?? {};
  const colours = useMemo(
    () => (lines ?? []).map((_, index) => Math.floor(compare ? index / 2 : index)),
    [lines, compare],
  );
  if (read.problem?.status === 404)
    return (
      <Empty icon={mdiChartLine} title={w("off")}>
        <p>{may("admin") ? w("off.admin") : w("off.ask")}</p>
      </Empty>
    );
  return (
    <Read of={read}>
      {(data) => (
        <>
          <Plot
            label={w("plot", { names: points.map(({ name }) => name).join(", ") })}
            lines={data.lines}
            span={span}
            colours={colours.map((index) => COLOURS[index]!)}
            onZoom={onZoom}
          />
          <p class="dim">
            {formatRange(span.from, span.to)} · {w("hint")}
          </p>
          <div class="stacked figures">
            <FiguresTable lines={data.lines} colours={colours} />
            <button type="button" onClick={() => download(data.lines)}>
              {w("csv")}
            </button>
          </div>
        </>
      )}
    </Read>
  );
}

// ---------------------------------------------------------------- the page

export default function HistoryPage({ rest }: PageProps) {
  const diagrams = useResource(() => client.GET("/diagrams"), []);
  const isDiagram = rest[0] === "diagram";
  const shown = isDiagram ? diagrams.data?.diagrams.find(({ id }) => id === rest[1]) : undefined;
  const kept = useSignal<Kept>({ series: isDiagram ? [] : rest, range: "day", compare: false });
  const span = useSignal<Span>(spanOf("day", Date.now()));
  const isPicking = useSignal(false);
  const choose = (range: RangeName) => {
    kept.value = { ...kept.value, range };
    span.value = spanOf(range, Date.now());
  };
  useEffect(() => {
    if (shown === undefined && isDiagram) return;
    const next = shown ? readKept(shown.config) : { ...kept.value, series: rest };
    kept.value = next;
    span.value = spanOf(next.range, Date.now());
  }, [shown?.id, shown?.updated_at_ms, rest.join("/")]);
  const points = chosenFrom(kept.value.series, devices.value);
  const gone = kept.value.series.length - points.length;
  const range = NAMES.find((name) => RANGES[name] === span.value.to - span.value.from);
  const isReading = linkState.value === "loading" || (isDiagram && diagrams.isReading && shown === undefined);
  return (
    <main id="content" tabIndex={-1} key={language.value}>
      <h1>{shown?.name ?? w("title")}</h1>
      <div class="row">
        <button
          type="button"
          class="primary"
          onClick={() => {
            isPicking.value = true;
          }}
        >
          <Icon name="plus" /> {w("pick.open")}
        </button>
        <Diagrams list={diagrams} shown={shown} kept={kept.value} />
      </div>
      {isReading && <Loading />}
      {!isReading && isDiagram && shown === undefined && diagrams.data && <p role="alert">{w("diagram.gone")}</p>}
      {!isReading && gone > 0 && (
        <None of={["devices"]}>
          <p class="dim">{w("gone", { count: gone })}</p>
        </None>
      )}
      {!isReading && kept.value.series.length === 0 && (
        <Empty icon={mdiChartLine} title={w("empty")}>
          <p>{w("empty.text")}</p>
        </Empty>
      )}
      {points.length > 0 && (
        <>
          <Tools
            span={span.value}
            range={range}
            choose={choose}
            go={(next) => {
              span.value = next;
            }}
          />
          <Check
            label={w("compare")}
            checked={kept.value.compare}
            onChange={(compare) => {
              kept.value = { ...kept.value, compare };
            }}
          />
          <Chart
            points={points}
            span={span.value}
            compare={kept.value.compare}
            onZoom={(next) => {
              span.value = { from: Math.round(next.from), to: Math.round(next.to) };
            }}
          />
          {may("operator") && <Recording points={points} />}
        </>
      )}
      {isPicking.value && (
        <Picker
          chosen={kept.value.series}
          onClose={() => {
            isPicking.value = false;
          }}
          onChoose={(series) => {
            kept.value = { ...kept.value, series };
            // what is looked at stands in the address, so that it can be sent to somebody
            if (!isDiagram) history.replaceState(null, "", linkTo("history", ...series));
          }}
        />
      )}
    </main>
  );
}
