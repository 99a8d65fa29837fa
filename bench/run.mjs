/**
 * Searches of ours and of rivals, in turn in one run: every engine in a process of its own, a round of queries each, again and again, so that a
 * machine that slows down slows all of them.
 *
 *     node bench/run.mjs vectors|words [--rows 100000] [--only attune-hnsw,usearch] [--before CHECKOUT]
 *
 * Rivals: `npm install --prefix bench/rivals`; for FAISS and Tantivy a Python with faiss-cpu and tantivy, named by ATTUNE_BENCH_PYTHON; for Lucene
 * `mvn -q -f bench/rivals/lucene package`. One that is not there is left out. `--before` adds our own engines as another checkout of the repository, built,
 * has them: "attune-bm25 before".
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeTexts, makeVectors } from './data.mjs'
import { keepResult } from './write-tables.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string', default: '100000' }, only: { type: 'string' }, before: { type: 'string' } },
})
const ROUNDS = 5
const K = 10

const suites = {
  vectors: {
    engines: ['attune-hnsw', 'attune-flat', 'prototype-hnsw', 'faiss-hnsw', 'faiss-flat', 'usearch', 'lancedb'],
    queriesPerRound: 200,
    prepare: prepareVectors,
  },
  words: {
    engines: ['attune-bm25', 'prototype-bm25', 'lucene', 'tantivy', 'sqlite-fts5', 'minisearch', 'orama'],
    queriesPerRound: 400,
    // Caches of words pay off when these are asked again, as people do.
    asksAgain: true,
    prepare: prepareTexts,
  },
}

function prepareVectors(folder, rows, queries) {
  const made = makeVectors({ rows, queries, dim: 384 })
  writeFileSync(join(folder, 'vectors.f32'), Buffer.from(made.vectors.buffer))
  writeFileSync(join(folder, 'queries.f32'), Buffer.from(made.queries.buffer))
  return { dim: 384, hash: createHash('sha256').update(Buffer.from(made.vectors.buffer)).digest('hex') }
}

function prepareTexts(folder, rows, queries) {
  const made = makeTexts({ documents: rows, queries })
  const corpus = made.corpus.join('\n')
  writeFileSync(join(folder, 'corpus.txt'), `${corpus}\n`)
  writeFileSync(join(folder, 'queries.txt'), `${made.queries.join('\n')}\n`)
  return { hash: createHash('sha256').update(corpus).digest('hex') }
}

const python =
  (script, ...options) =>
  (folder) => [process.env.ATTUNE_BENCH_PYTHON ?? 'python3', [join(here, 'rivals', script), ...options, folder]]

/** How engines that are no JavaScript start. */
const launchers = {
  'faiss-hnsw': python('faiss_engine.py', 'hnsw'),
  'faiss-flat': python('faiss_engine.py', 'flat'),
  tantivy: python('tantivy_engine.py'),
  lucene: (folder) => {
    const target = join(here, 'rivals/lucene/target')
    const classes = [join(target, 'classes'), join(target, 'jars/*')].join(delimiter)
    return ['java', ['-Xmx8g', '-cp', classes, 'LuceneEngine', folder]]
  },
}

const BEFORE = ' before'

const inNode = (name) => (folder) => {
  const bench = name.endsWith(BEFORE) ? join(values.before, 'bench') : here
  const flags = ['--expose-gc', '--max-old-space-size=16000']
  return [process.execPath, [...flags, join(bench, 'engine-process.mjs'), name.replace(BEFORE, ''), folder]]
}

/** @returns a function that sends a command and waits for its answer; undefined where the engine is not installed */
async function startEngine(name, folder) {
  const [command, args] = (launchers[name] ?? inNode(name))(folder)
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk) => (complaint += chunk))
  child.on('error', ({ message }) => (complaint = message))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${name} ended: ${complaint.trim().split('\n').at(-1)}`)
    return JSON.parse(value)
  }
  try {
    await next()
  } catch (error) {
    console.error(`left out: ${error.message}`)
    return undefined
  }
  return {
    name,
    stop: () => child.kill(),
    send: async (message) => {
      child.stdin.write(`${JSON.stringify(message)}\n`)
      return next()
    },
  }
}

async function measure({ engines, queriesPerRound, asksAgain, prepare }, rows, only) {
  const folder = mkdtempSync(join(tmpdir(), 'attune-bench-'))
  try {
    const task = { k: K, ...prepare(folder, rows, (ROUNDS + 1) * queriesPerRound) }
    writeFileSync(join(folder, 'task.json'), JSON.stringify(task))
    const wanted = engines
      .filter((name) => only === undefined || only.includes(name))
      .flatMap((name) =>
        values.before !== undefined && name.startsWith('attune-') ? [`${name}${BEFORE}`, name] : [name],
      )
    const running = (await Promise.all(wanted.map((name) => startEngine(name, folder)))).filter(Boolean)
    const results = new Map()
    /** One for each engine and each breadth of search that it is measured with. */
    const contestants = []
    for (const engine of running) {
      const { efs = [undefined], ...built } = await engine.send({ do: 'build' })
      for (const ef of efs) {
        const name = ef === undefined || ef === null ? engine.name : `${engine.name}, ef ${ef}`
        for (const row of [name, againOf(name)]) results.set(row, { ...built, ms: [], ids: new Map() })
        contestants.push({ engine, name, ef: ef ?? undefined })
      }
      console.error(`${engine.name}: built in ${built.buildS.toFixed(1)} s`)
    }
    for (let round = 0; round <= ROUNDS; round++) {
      for (const { engine, name, ef } of contestants) {
        const from = round * queriesPerRound
        const ask = { do: 'round', from, to: from + queriesPerRound, ef }
        const { ms, ids } = await engine.send(ask)
        // The first round is not counted: compiled code and caches are warm for everyone then.
        if (round === 0) continue
        results.get(name).ms.push(...ms)
        ids.forEach((found, i) => results.get(name).ids.set(from + i, found))
        if (asksAgain !== true || ms.length < queriesPerRound) continue
        results.get(againOf(name)).ms.push(...(await engine.send(ask)).ms)
      }
    }
    for (const engine of running) engine.stop()
    return { task, results }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const againOf = (name) => `${name}, asked again`

const recallOf = (found, truth) => found.filter((id) => truth.includes(id)).length / truth.length

function summarise(results) {
  const truth = (results.get('attune-flat') ?? results.get('faiss-flat'))?.ids
  const measured = [...results].filter(([, { ms }]) => ms.length > 0)
  return measured.map(([engine, { buildS, memoryMiB, ms, ids }]) => {
    const sorted = ms.toSorted((a, b) => a - b)
    const at = (fraction) => sorted[Math.ceil(fraction * sorted.length) - 1]
    const hits = truth && [...ids].map(([q, found]) => recallOf(found, truth.get(q)))
    return {
      engine,
      recallAt10: hits && hits.reduce((a, b) => a + b, 0) / hits.length,
      queriesPerSecond: (1000 * ms.length) / ms.reduce((a, b) => a + b, 0),
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      buildS,
      memoryMiB,
      queries: ms.length,
    }
  })
}

const suite = suites[positionals[0]]
if (suite === undefined) throw new Error(`Name a suite: ${Object.keys(suites).join(', ')}`)
const { task, results } = await measure(suite, Number(values.rows), values.only?.split(','))
keepResult(positionals[0], { rows: Number(values.rows), k: K, dataHash: task.hash, engines: summarise(results) })
