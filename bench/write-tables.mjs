/** The tables of bench/README.md, from the JSON that the benchmarks wrote: a figure there was printed by a run. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

const format = {
  recallAt10: (value) => (value === undefined ? '' : value.toFixed(3)),
  queriesPerSecond: (value) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 }),
  p50Ms: (value) => value.toFixed(2),
  p95Ms: (value) => value.toFixed(2),
  addS: (value) => value.toFixed(1),
  buildS: (value) => value.toFixed(1),
  memoryMiB: (value) => value.toFixed(0),
  queries: (value) => value.toLocaleString('en'),
}

/** Keeps what a suite measured, with where and of what, and writes the tables anew. */
export function keepResult(suite, figures) {
  const outcome = {
    suite,
    machine: `${cpus()[0].model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: here, encoding: 'utf8' }).trim(),
    seed: 13,
    ...figures,
  }
  const text = `${JSON.stringify(outcome, null, 2)}\n`
  mkdirSync(join(here, 'results'), { recursive: true })
  writeFileSync(join(here, 'results', `${suite}.json`), text)
  writeTables()
  console.log(text)
}

function writeTables() {
  const path = join(here, 'README.md')
  let text = readFileSync(path, 'utf8')
  for (const file of readdirSync(join(here, 'results')).filter((name) => name.endsWith('.json'))) {
    const outcome = JSON.parse(readFileSync(join(here, 'results', file), 'utf8'))
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
