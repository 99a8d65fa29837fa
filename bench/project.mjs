/**
 * A search as a program makes it: through a project, from the query's text to the hits with their fields. Checkouts take turns in one run.
 *
 *     node bench/project.mjs [--rows 20000] [--before CHECKOUT]
 *
 * `--before` names another checkout of the repository, built.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { makeTexts } from './data.mjs'
import { keepResult } from './write-tables.mjs'

const ROUNDS = 9
const QUERIES = 400
const K = 100
const words = { lexical: { fields: { text: 1 }, k: K } }
const dense = { dense: { space: 'default', k: K } }
/** Complete, so that every version runs the same. */
const plans = {
  words: { retrieve: [words], offset: 0, limit: 10 },
  dense: { retrieve: [dense], offset: 0, limit: 10 },
  'words and dense': { retrieve: [words, dense], fuse: { rrf: { k: 60 } }, offset: 0, limit: 10 },
}

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '20000' }, before: { type: 'string' }, serve: { type: 'string' } },
})
const rows = Number(values.rows)

/** The child: one checkout's library, a round of a plan for each line. */
async function serve(checkout) {
  const { openProject, search } = await import(pathToFileURL(join(checkout, 'dist/index.js')).href)
  const { corpus, queries } = makeTexts({ documents: rows, queries: QUERIES })
  const folder = mkdtempSync(join(tmpdir(), 'attune-project-'))
  const project = await openProject(folder, { create: true })
  const start = performance.now()
  const collection = await project.createCollection('articles', { spaces: { default: { encoder: 'bundled:default' } } })
  await collection.add(corpus.map((text, i) => ({ id: `d${i}`, fields: { text } })))
  await collection.settle()
  console.log(JSON.stringify({ addS: (performance.now() - start) / 1000 }))
  for await (const name of createInterface({ input: process.stdin })) {
    const ms = []
    for (const query of queries) {
      const asked = performance.now()
      await search(project, query, { collection: 'articles', plan: plans[name] })
      ms.push(performance.now() - asked)
    }
    console.log(JSON.stringify(ms))
  }
  await project.close()
  rmSync(folder, { recursive: true })
}

async function start(checkout) {
  const args = [fileURLToPath(import.meta.url), '--serve', checkout, '--rows', String(rows)]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value)
  const { addS } = await next()
  return {
    addS,
    ask: (plan) => {
      child.stdin.write(`${plan}\n`)
      return next()
    },
    stop: () => child.stdin.end(),
  }
}

async function measure() {
  const here = resolve(dirname(fileURLToPath(import.meta.url)), '..')
  const checkouts = Object.entries({ ...(values.before && { before: resolve(values.before) }), attune: here })
  const running = []
  for (const [name, checkout] of checkouts) running.push({ name, ...(await start(checkout)) })
  const engines = []
  for (const plan of Object.keys(plans)) {
    const all = new Map(running.map(({ name }) => [name, []]))
    for (let round = 0; round <= ROUNDS; round++)
      for (const { name, ask } of running) {
        const ms = await ask(plan)
        if (round > 0) all.get(name).push(...ms)
      }
    for (const { name, addS } of running) {
      const sorted = all.get(name).sort((a, b) => a - b)
      const at = (fraction) => sorted[Math.ceil(fraction * sorted.length) - 1]
      engines.push({ engine: `${name}: ${plan}`, p50Ms: at(0.5), p95Ms: at(0.95), addS, queries: sorted.length })
    }
  }
  for (const { stop } of running) stop()
  keepResult('project', { rows, k: 10, engines })
}

await (values.serve === undefined ? measure() : serve(values.serve))
