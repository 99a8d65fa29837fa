/** @file Two charts as inline SVG: bars of counts, and the difference of every query in order. Colours are the page's. */
import type { PlanComparison } from './comparison.ts'
import { escapeHtml } from './escape.ts'
import { signedPoints } from './report-rows.ts'

const WIDTH = 720
const LABEL_WIDTH = 190
const ROW_HEIGHT = 24
const COUNT_WIDTH = 50

export interface Bar {
  readonly name: string
  readonly value: number
}

export function barChart(
  bars: readonly Bar[],
  { side, title }: { readonly side: 'a' | 'b'; readonly title: string },
): string {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const height = bars.length * ROW_HEIGHT
  const rows = bars.map(({ name, value }, row) => {
    const [top, width] = [row * ROW_HEIGHT, ((WIDTH - LABEL_WIDTH - COUNT_WIDTH) * value) / most]
    return `<text x="${LABEL_WIDTH - 8}" y="${top + 16}" text-anchor="end">${escapeHtml(name)}</text><rect class="${side}" x="${LABEL_WIDTH}" y="${top + 4}" width="${width.toFixed(1)}" height="16"/><text x="${(LABEL_WIDTH + width + 6).toFixed(1)}" y="${top + 16}">${value}</text>`
  })
  return svg(rows.join('\n'), { height, title })
}

const CHART_HEIGHT = 220
/** More bars than pixels would be drawn over each other. */
const BARS_MAX = 720

/** Above the axis plan b is ahead, below it plan a. */
export function differenceChart({ queries, plans: [a, b], metric, wins }: PlanComparison): string {
  const shown = sampled(queries)
  const most = Math.max(0.01, ...queries.map(({ difference }) => Math.abs(difference)))
  const [middle, step] = [CHART_HEIGHT / 2, WIDTH / Math.max(1, shown.length)]
  const bars = shown
    .filter(({ difference }) => difference !== 0)
    .map(({ difference, text, index }) => {
      const height = (Math.abs(difference) / most) * (middle - 4)
      return `<rect class="${difference > 0 ? 'b' : 'a'}" x="${(index * step).toFixed(2)}" y="${(difference > 0 ? middle - height : middle).toFixed(1)}" width="${Math.max(0.5, step - 0.5).toFixed(2)}" height="${height.toFixed(1)}"><title>${escapeHtml(`${signedPoints(difference)} ${text}`)}</title></rect>`
    })
  const title = `Difference in ${metric} of every query, sorted: ${b.name} is ahead in ${wins.b}, ${a.name} in ${wins.a}, ${wins.ties} are ties; the largest is ${signedPoints(most)} points`
  const legend = `<text x="0" y="14">${escapeHtml(`${b.name} ahead`)}</text><text x="${WIDTH}" y="${CHART_HEIGHT - 6}" text-anchor="end">${escapeHtml(`${a.name} ahead`)}</text>`
  const axis = `<line class="axis" x1="0" x2="${WIDTH}" y1="${middle}" y2="${middle}"/>`
  return svg([axis, ...bars, legend].join('\n'), { height: CHART_HEIGHT, title })
}

function sampled(
  queries: PlanComparison['queries'],
): { readonly difference: number; readonly text: string; readonly index: number }[] {
  const every = Math.max(1, Math.ceil(queries.length / BARS_MAX))
  return queries.filter((_, at) => at % every === 0).map(({ difference, text }, index) => ({ difference, text, index }))
}

const svg = (content: string, { height, title }: { readonly height: number; readonly title: string }): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeHtml(title)}">
${content}
</svg>`
