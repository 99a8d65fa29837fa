/**
 * How long `attune search` takes from the shell, start of the process included, on a collection that is there.
 *
 *     node bench/start.mjs [--rows 100000]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openProject } from '../dist/index.js'
import { makeTexts } from './data.mjs'
import { keepResult } from './write-tables.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const attune = join(here, '../dist/cli/main.js')
const SEARCHES = 15
const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' } } })
const rows = Number(values.rows)
const folder = mkdtempSync(join(tmpdir(), 'attune-start-'))

async function makeCollection(name, count) {
  const { corpus } = makeTexts({ documents: count, queries: 1 })
  const project = await openProject(folder, { create: true })
  const collection = await project.createCollection(name, { spaces: { default: { encoder: 'bundled:default' } } })
  await collection.add(corpus.map((text, i) => ({ id: `d${i}`, fields: { text } })))
  await collection.settle()
  await project.close()
}

/** Median wall time of a process, in ms: what else runs makes some slower, and nothing makes one faster. */
function medianMs(args) {
  const ms = Array.from({ length: SEARCHES }, () => {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return performance.now() - start
  })
  return ms.toSorted((a, b) => a - b)[SEARCHES >> 1]
}

function search(collection, plan) {
  const where = ['--project', folder, '--collection', collection]
  return [attune, 'search', 'kibade lomu nape', '--quiet', '--plan', plan, ...where]
}

const steps = []
try {
  writeFileSync(join(folder, 'empty.mjs'), '')
  steps.push(['an empty program, for comparison', medianMs([join(folder, 'empty.mjs')])])
  for (const [name, count] of [
    ['few', 200],
    ['many', rows],
  ]) {
    await makeCollection(name, count)
    for (const plan of ['lexical', 'dense', 'hybrid'])
      steps.push([`${plan}, ${count.toLocaleString('en')} documents`, medianMs(search(name, plan))])
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
keepResult('start', { rows, steps: steps.map(([step, ms]) => [step, `${ms.toFixed(0)} ms`]) })
