/** The tables of bench/README.md, from the JSON that the benchmarks wrote: a figure there was printed by a run. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const format = {
  recallAt10: (value) => (value === undefined ? '' : value.toFixed(3)),
  queriesPerSecond: (value) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 }),
  p50Ms: (value) => value.toFixed(2),
  p95Ms: (value) => value.toFixed(2),
  buildS: (value) => value.toFixed(1),
  memoryMiB: (value) => value.toFixed(0),
  queries: (value) => value.toLocaleString('en'),
}

export function writeTables(folder) {
  const path = join(folder, 'README.md')
  let text = readFileSync(path, 'utf8')
  for (const file of readdirSync(join(folder, 'results')).filter((name) => name.endsWith('.json'))) {
    const outcome = JSON.parse(readFileSync(join(folder, 'results', file), 'utf8'))
    const name = file.replace('.json', '')
    const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`)
    text = text.replace(marked, (_, open, close) => `${open}${tableOf(outcome)}\n${close}`)
  }
  writeFileSync(path, text)
}

function tableOf({ engines, rows, machine, node, commit, steps }) {
  const note = `${rows.toLocaleString('en')} rows${engines === undefined ? '' : ', queries one at a time, top 10'}. ${machine}; Node ${node}; commit ${commit}.`
  if (steps !== undefined)
    return [
      note,
      '',
      '| step | figure |',
      '|---|---:|',
      ...steps.map(([step, figure]) => `| ${step} | ${figure} |`),
    ].join('\n')
  const columns = Object.keys(format).filter((column) => engines.some((engine) => engine[column] !== undefined))
  return [
    note,
    '',
    `| engine | ${columns.join(' | ')} |`,
    `|---|${columns.map(() => '---:').join('|')}|`,
    ...engines.map(
      (engine) => `| ${engine.engine} | ${columns.map((column) => format[column](engine[column])).join(' | ')} |`,
    ),
  ].join('\n')
}
