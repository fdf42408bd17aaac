import { useId } from "preact/hooks";
import { language } from "../texts/texts.ts";
import "./bar-chart.css";

/** One kind of what is counted. Kinds stand on one another in their order, and look different without colours too. */
export interface Series {
  readonly name: string;
  readonly tone: "good" | "bad" | "wait";
}

export interface Bar {
  /** What stands in the table, and when one points at it. */
  readonly label: string;
  /** Beneath the bar; empty for most of them where there are many. */
  readonly tick: string;
  /** A number for each of the series. */
  readonly values: readonly number[];
}

interface BarChartProps {
  readonly caption: string;
  readonly series: readonly Series[];
  readonly bars: readonly Bar[];
  readonly texts: { readonly table: string; readonly when: string; readonly total: string };
}

const WIDTH = 10;
const HEIGHT = 100;

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** The next number that people like at the top of an axis. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((one) => one * power).find((top) => top >= value)!;
}

/** Bars that stand on one another, and the same as a table. */
export function BarChart({ caption, series, bars, texts }: BarChartProps) {
  const id = useId();
  const top = niceTop(Math.max(...bars.map(({ values }) => sum(values)), 1));
  const number = new Intl.NumberFormat(language);
  return (
    <figure class="bar-chart">
      <figcaption class="row">
        <strong id={`${id}-caption`}>{caption}</strong>
        {series.map(({ name, tone }) => (
          <span key={name} class="legend">
            <i class={`swatch ${tone}`} aria-hidden="true" /> {name}
          </span>
        ))}
      </figcaption>
      <div class="plot" aria-hidden="true">
        <span class="top">{number.format(top)}</span>
        <svg viewBox={`0 0 ${bars.length * WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          <pattern id={`${id}-hatch`} width="3" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="1.6" height="6" class="bad" />
          </pattern>
          {bars.map(({ label, values }, i) => (
            <g key={label}>
              <title>{`${label}: ${series.map(({ name }, at) => `${name} ${number.format(values[at]!)}`).join(", ")}`}</title>
              <rect class="behind" x={i * WIDTH} y="0" width={WIDTH} height={HEIGHT} />
              {values.map((value, at) => {
                const height = (value / top) * HEIGHT;
                const y = HEIGHT - (sum(values.slice(0, at + 1)) / top) * HEIGHT;
                const { name, tone } = series[at]!;
                const fill = tone === "bad" ? { fill: `url(#${id}-hatch)` } : {};
                return (
                  <rect
                    key={name}
                    class={`part ${tone}`}
                    x={i * WIDTH + 1}
                    y={y}
                    width={WIDTH - 2}
                    height={height}
                    {...fill}
                  />
                );
              })}
            </g>
          ))}
        </svg>
        <div class="ticks">
          {bars.map(({ label, tick }) => (
            <span key={label}>{tick && <b>{tick}</b>}</span>
          ))}
        </div>
      </div>
      <details>
        <summary>{texts.table}</summary>
        <div class="scrolls" tabIndex={0} role="group" aria-labelledby={`${id}-caption`}>
          <table aria-labelledby={`${id}-caption`}>
            <thead>
              <tr>
                <th scope="col">{texts.when}</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col" class="number">
                    {name}
                  </th>
                ))}
                <th scope="col" class="number">
                  {texts.total}
                </th>
              </tr>
            </thead>
            <tbody>
              {bars.map(({ label, values }) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  {values.map((value, at) => (
                    <td key={series[at]!.name} class="number">
                      {number.format(value)}
                    </td>
                  ))}
                  <td class="number">{number.format(sum(values))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
