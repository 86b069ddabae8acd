/** Lines over time. Whoever drags over a stretch sees it nearer. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { formatNumber, formatTick, language, namingOf } from "../../i18n/index.ts";
import { incrementsOf, joined, type Line, type Span } from "./history-model.ts";

/** CSS pixels */
const HEIGHT = 360;
/** Pixels of a drag below which it is a click. */
const SMALLEST_DRAG = 8;

interface PlotProps {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly span: Span;
  /** The colour of a line, by its place. */
  readonly colours: readonly string[];
  readonly onZoom: (span: Span) => void;
}

const styleOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** `light-dark()` is known to the sheet alone: what it comes to is asked of an element. */
function shade(box: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.className = `shade ${name}`;
  box.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function optionsOf(box: HTMLElement, { lines, span, colours, onZoom }: PlotProps): uPlot.Options {
  const units = [...new Set(lines.map(({ unit }) => unit))];
  const [ink, grid] = [shade(box, "ink"), shade(box, "grid")];
  const font = `12px ${styleOf("--font")}`;
  const axis = (unit: string, index: number): uPlot.Axis => ({
    scale: `unit ${unit}`,
    side: index === 0 ? 3 : 1,
    size: 64,
    stroke: ink,
    font,
    grid: { stroke: grid, width: 1, show: index === 0 },
    ticks: { show: false },
    values: (_, values) =>
      values.map((value) => (unit === "" ? formatNumber(value) : `${formatNumber(value)} ${unit}`)),
  });
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: true, y: false, setScale: false, dist: SMALLEST_DRAG } },
    scales: {
      x: { range: [span.from / 1000, span.to / 1000] },
      ...Object.fromEntries(units.map((unit) => [`unit ${unit}`, { auto: true }])),
    },
    // two units have an axis; the figures below the plot tell the others
    axes: [
      {
        stroke: ink,
        font,
        space: 70,
        ...incrementsOf(namingOf(span.to - span.from)),
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        values: (_, times) => times.map((at) => formatTick(at * 1000, span.to - span.from)),
      },
      ...units.slice(0, 2).map(axis),
    ],
    series: [
      {},
      ...lines.map(({ name, unit, shift }, index) => ({
        label: name,
        scale: `unit ${unit}`,
        stroke: colours[index] ?? ink,
        width: 2,
        spanGaps: true,
        ...(shift !== 0 && { dash: [6, 5] }),
        points: { show: false },
      })),
    ],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < SMALLEST_DRAG) return;
          onZoom({ from: plot.posToVal(left, "x") * 1000, to: plot.posToVal(left + width, "x") * 1000 });
        },
      ],
    },
  };
}

export function Plot(props: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const { lines, span, label } = props;
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const { current: node } = box;
    if (node === null) return;
    const draw = () =>
      new uPlot(
        optionsOf(node, { ...latest.current, onZoom: (next) => latest.current.onZoom(next) }),
        joined(latest.current.lines) as uPlot.AlignedData,
        node,
      );
    let plot = draw();
    const resized = new ResizeObserver(() => plot.setSize({ width: node.clientWidth, height: HEIGHT }));
    resized.observe(node);
    // the colours are drawn, not styled: another appearance is another plot
    const appearance = new MutationObserver(() => {
      plot.destroy();
      plot = draw();
    });
    appearance.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      resized.disconnect();
      appearance.disconnect();
      plot.destroy();
    };
  }, [lines, span.from, span.to, language.value]);
  return <div ref={box} class="plot" role="img" aria-label={label} />;
}
