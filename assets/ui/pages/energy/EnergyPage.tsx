/** What was consumed and fed in: by day, month and year, in all and by device. */
import { mdiLightningBoltOutline } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { formatNumber, language } from "../../i18n/index.ts";
import { Select } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { type Asked, useResource } from "../../parts/resource.ts";
import { Empty, Read } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/Table.tsx";
import { devices } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import { Icon } from "../../views/Icon.tsx";
import {
  type Bar,
  barsOf,
  type Energy,
  GROUPS,
  PERIODS,
  type Period,
  type Range,
  rangeOf,
  slotOf,
  slotsOf,
  ticksOf,
} from "./energy-model.ts";
import { w } from "./words.ts";

const kwh = (wh: number): string => `${formatNumber(Math.round(wh / 10) / 100)}\u00a0kWh`;
const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const FORMATS: Readonly<Record<Period, Intl.DateTimeFormatOptions>> = {
  day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  month: { month: "long", year: "numeric" },
  year: { year: "numeric" },
};
const BAR_FORMATS: Readonly<Record<Period, Intl.DateTimeFormatOptions>> = {
  day: { hour: "2-digit", minute: "2-digit" },
  month: { day: "numeric", month: "short" },
  year: { month: "long" },
};
/** As short as fits four times below the bars of a phone. */
const TICK_FORMATS: Readonly<Record<Period, Intl.DateTimeFormatOptions>> = {
  day: { hour: "2-digit", minute: "2-digit" },
  month: { day: "numeric", month: "numeric" },
  year: { month: "short" },
};
const written = (at: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(language.value, options).format(at);

/** User units of the drawing; it grows with the page. */
const [WIDTH, HEIGHT] = [600, 160];

interface BarsProps {
  readonly bars: readonly Bar[];
  readonly period: Period;
  readonly range: Range;
}

/** The highest one names the scale; below stand times of the period, also where nothing was measured. */
function Bars({ bars, period, range }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ consumed }) => consumed));
  const slots = slotsOf(period, range);
  const width = WIDTH / slots;
  return (
    <div class="bars-figure">
      <small aria-hidden="true">{kwh(most)}</small>
      <svg class="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={w("bars")} preserveAspectRatio="none">
        {bars.map(({ ts, consumed }) => {
          const height = (consumed / most) * HEIGHT;
          return (
            <rect
              key={ts}
              x={(slotOf(period, range, new Date(ts)) + 0.1) * width}
              y={HEIGHT - height}
              width={width * 0.8}
              height={Math.max(height, 1)}
            >
              <title>{`${written(new Date(ts), BAR_FORMATS[period])}: ${kwh(consumed)}`}</title>
            </rect>
          );
        })}
      </svg>
      <div class="bars-times" aria-hidden="true">
        {ticksOf(period, range).map(({ slot, at }) => (
          <small key={slot} style={{ left: `${(slot / slots) * 100}%` }}>
            {written(at, TICK_FORMATS[period])}
          </small>
        ))}
      </div>
    </div>
  );
}

const Nothing = ({ asked }: { readonly asked?: Asked }) => (
  <None of={["devices"]} {...(asked && { asked })}>
    <Empty icon={mdiLightningBoltOutline} title={w("none")}>
      <p>{w("none.text")}</p>
    </Empty>
  </None>
);

type Row = Energy["devices"][number];

interface ShownProps {
  readonly data: Energy;
  readonly period: Period;
  readonly range: Range;
  readonly asked: Asked;
}

function Shown({ data, period, range, asked }: ShownProps) {
  const only = useSignal("");
  const address = only.value === "" ? undefined : only.value;
  const bars = barsOf(data, address);
  const columns: Column<Row>[] = [
    { key: "name", title: w("device"), cell: ({ name }) => name },
    { key: "used", title: w("consumed"), cell: ({ total_consumed_wh: wh }) => kwh(wh), isNumber: true },
    { key: "fed", title: w("fed"), cell: ({ total_feed_in_wh: wh }) => kwh(wh), isNumber: true },
  ];
  const times: Column<Bar>[] = [
    { key: "when", title: w("when"), cell: ({ ts }) => written(new Date(ts), BAR_FORMATS[period]) },
    { key: "used", title: w("consumed"), cell: ({ consumed }) => kwh(consumed), isNumber: true },
    { key: "fed", title: w("fed"), cell: ({ fedIn }) => kwh(fedIn), isNumber: true },
  ];
  if (data.devices.length === 0) return <Nothing asked={asked} />;
  return (
    <>
      <p class="total">
        <b>{kwh(data.total_consumed_wh)}</b> {w("consumed")}
        {data.total_feed_in_wh > 0 && ` · ${kwh(data.total_feed_in_wh)} ${w("fed")}`}
      </p>
      <div class="bars-of">
        <Select
          label={w("of")}
          value={only.value}
          options={[
            { value: "", label: w("all") },
            ...data.devices.map((device) => ({ value: device.address, label: device.name })),
          ]}
          onChange={(next) => {
            only.value = next;
          }}
        />
      </div>
      <Bars bars={bars} period={period} range={range} />
      <section class="group">
        <h2>{w("by.device")}</h2>
        <Table
          label={w("by.device")}
          columns={columns}
          rows={[...data.devices].sort((a, b) => b.total_consumed_wh - a.total_consumed_wh)}
          keyOf={(device) => device.address}
        />
      </section>
      <details class="panel">
        <summary>{w("by.time")}</summary>
        <Table label={w("by.time")} columns={times} rows={bars} keyOf={({ ts }) => ts} />
      </details>
    </>
  );
}

function OfCentral({ central, period, range }: { central: string; period: Period; range: Range }) {
  const read = useResource(
    () =>
      client.GET("/energy", {
        params: {
          query: {
            central,
            from: range.from.toISOString(),
            to: range.to.toISOString(),
            group: GROUPS[period],
            tz: zone(),
          },
        },
      }),
    [central, period, range.from.getTime()],
  );
  if (read.problem?.status === 404)
    return (
      <Empty icon={mdiLightningBoltOutline} title={w("off")}>
        <p>{w("off.text")}</p>
      </Empty>
    );
  return <Read of={read}>{(data) => <Shown data={data} period={period} range={range} asked={read} />}</Read>;
}

export default function EnergyPage() {
  const period = useSignal<Period>("day");
  const steps = useSignal(0);
  const chosen = useSignal<string | undefined>(undefined);
  const centrals = [...new Set(devices.value.map(({ central }) => central))].sort();
  const central = chosen.value ?? centrals[0];
  const range = rangeOf(period.value, new Date(), steps.value);
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      <div class="row energy-tools">
        <fieldset class="segments">
          <legend class="hidden">{w("period")}</legend>
          {PERIODS.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={period.value === one}
              onClick={() => {
                period.value = one;
                steps.value = 0;
              }}
            >
              {w(`period.${one}`)}
            </button>
          ))}
        </fieldset>
        <fieldset class="segments icons">
          <legend class="hidden">{w("move")}</legend>
          <button
            type="button"
            aria-label={w("earlier")}
            onClick={() => {
              steps.value -= 1;
            }}
          >
            <Icon name="back" />
          </button>
          <button
            type="button"
            aria-label={w("later")}
            disabled={steps.value >= 0}
            onClick={() => {
              steps.value += 1;
            }}
          >
            <Icon name="forward" />
          </button>
        </fieldset>
        {centrals.length > 1 && (
          <Select
            label={w("ccu")}
            value={central ?? ""}
            options={centrals.map((one) => ({ value: one, label: one }))}
            onChange={(next) => {
              chosen.value = next;
            }}
          />
        )}
      </div>
      <h2>{written(range.from, FORMATS[period.value])}</h2>
      {central ? <OfCentral central={central} period={period.value} range={range} /> : <Nothing />}
    </main>
  );
}
