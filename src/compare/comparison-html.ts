/** @file A comparison as one HTML file: no network, no scripts, light and dark, readable by a screen reader. All data is escaped. */
import type { ComparedQuery, PlanComparison } from './comparison.ts'
import { barChart, differenceChart } from './svg-charts.ts'
import { escapeHtml } from './escape.ts'
import {
  causeName,
  causesWonBy,
  headline,
  lostSentence,
  points,
  signedPoints,
  verdictSentence,
  winsSentence,
} from './report-rows.ts'

const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --dim: #57606a; --page: #fff; --line: #d0d7de; --a: #b35900; --b: #0b62c4; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --dim: #9da7b3; --page: #0d1117; --line: #30363d; --a: #f0a35e; --b: #6cb6ff; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.dim { color: var(--dim); } svg { max-width: 100%; height: auto; } svg text { fill: var(--text); font: 13px system-ui, sans-serif; }
.a { fill: var(--a); } .b { fill: var(--b); } .axis { stroke: var(--line); } summary { cursor: pointer; }
ul { margin: .2rem 0; padding-left: 1.1rem; }
`

export function comparisonHtml(comparison: PlanComparison): string {
  const { plans, dataset, warnings } = comparison
  const title = `${plans[0].name} and ${plans[1].name} on ${dataset.name}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${data(title)}</h1>
<p>${data(headline(comparison))}</p>
<p><strong>${data(verdictSentence(comparison))}</strong> ${data(winsSentence(comparison))}</p>
${warnings.length === 0 ? '' : `<ul>${warnings.map(({ message }) => `<li>${data(message)}</li>`).join('')}</ul>`}
${planTable(comparison)}
<h2>Query by query</h2>
${differenceChart(comparison)}
${plans.map(({ name }) => sideSection(name, comparison)).join('\n')}
<h2>All queries</h2>
${queryTable(comparison)}
<p class="dim">Seed ${comparison.seed}; data ${escapeHtml(dataset.hash)}.</p>
</main>
</body>
</html>
`
}

/** Text of a document may run from right to left: it must not carry what follows along. */
const data = (text: string): string => `<bdi>${escapeHtml(text)}</bdi>`

const planTable = ({ plans }: PlanComparison): string => `<table>
<caption>Means over queries with 95% intervals, in points of 100</caption>
<thead><tr><th scope="col">plan</th>${Object.keys(plans[0].metrics)
  .map((metric) => `<th scope="col" class="number">${escapeHtml(metric)}</th>`)
  .join('')}<th scope="col" class="number">p95 ms</th></tr></thead>
<tbody>
${plans
  .map(
    ({ name, metrics, latencyMs }) =>
      `<tr><th scope="row">${data(name)}</th>${Object.values(metrics)
        .map(({ value, low, high }) => `<td class="number">${points(value)} [${points(low)}, ${points(high)}]</td>`)
        .join('')}<td class="number">${latencyMs.p95.toFixed(1)}</td></tr>`,
  )
  .join('\n')}
</tbody>
</table>`

function sideSection(winner: string, comparison: PlanComparison): string {
  const causes = causesWonBy(winner, comparison)
  if (causes.length === 0) return ''
  const side = comparison.plans[0].name === winner ? 'a' : 'b'
  const loser = comparison.plans.find(({ name }) => name !== winner)?.name ?? ''
  return `<h2>${data(`Where ${winner} wins, and why ${loser} loses`)}</h2>
${barChart(
  causes.map(({ cause, count }) => ({ name: causeName(cause), value: count })),
  { side, title: `Queries that ${winner} wins, by the likeliest cause` },
)}
<table>
<caption>One example of each cause</caption>
<thead><tr><th scope="col">cause</th><th scope="col" class="number">queries</th><th scope="col">example</th></tr></thead>
<tbody>
${causes
  .map(
    ({ cause, count, example }) =>
      `<tr><th scope="row">${escapeHtml(causeName(cause))}</th><td class="number">${count}</td><td>${example === undefined ? '' : `${data(`“${example.text}”`)} ${explained(example)}`}</td></tr>`,
  )
  .join('\n')}
</tbody>
</table>`
}

const explained = (query: ComparedQuery): string =>
  `<ul>${[
    ...query.causes.map(({ cause, explanation }) => `${escapeHtml(causeName(cause))}: ${data(explanation)}`),
    ...query.lost.map((document) => data(lostSentence(document, query))),
  ]
    .map((item) => `<li>${item}</li>`)
    .join('')}</ul>`

const queryTable = ({ queries, plans: [a, b], metric }: PlanComparison): string => `<table>
<caption>${data(`Sorted by the difference in ${metric}: ${b.name} is further ahead at the top, ${a.name} at the bottom`)}</caption>
<thead><tr><th scope="col">query</th><th scope="col" class="number">${data(a.name)}</th><th scope="col" class="number">${data(b.name)}</th><th scope="col" class="number">difference</th><th scope="col">likeliest cause</th></tr></thead>
<tbody>
${queries
  .map(
    (query) =>
      `<tr><td>${data(query.text)} <span class="dim">${data(query.id)}</span></td><td class="number">${points(query.scores[a.name] ?? 0)}</td><td class="number">${points(query.scores[b.name] ?? 0)}</td><td class="number">${signedPoints(query.difference)}</td><td>${query.causes[0] === undefined ? '' : `<details><summary>${escapeHtml(causeName(query.causes[0].cause))}</summary>${explained(query)}</details>`}</td></tr>`,
  )
  .join('\n')}
</tbody>
</table>`
