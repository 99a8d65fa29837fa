/**
 * Steps per second of training a table, beside PyTorch on the same numbers: node bench/train-step.mjs [--rounds 3] [--steps 60]. Table 30,000 x
 * 256, 512 pairs of 20 and 150 tokens, 512 anchored texts of 25; 1 and 2 threads; rounds take turns. ATTUNE_BENCH_PYTHON names a Python with
 * torch; without it only ours is measured.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createRandom } from '../dist/base/random.js'
import { bagsOf } from '../dist/train/table-batch.js'
import { trainTable } from '../dist/train/train-table.js'

const ROWS = 30_000
const DIM = 256
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, steps: { type: 'string', default: '60' } },
})
const steps = Number(values.steps)
const random = createRandom(1)
/** Token frequencies by Zipf's law. */
const token = () => Math.min(ROWS - 1, Math.floor(Math.exp(random.next() * Math.log(ROWS))))
const bags = (count, length) => bagsOf(Array.from({ length: count }, () => Array.from({ length }, token)))
const table = { data: Float32Array.from({ length: ROWS * DIM }, () => random.normal() * 0.1), rows: ROWS, dim: DIM }
const batches = Array.from({ length: 4 }, () => ({
  pairs: { anchors: bags(512, 20), positives: bags(512, 150) },
  texts: { bags: bags(512, 25) },
}))

async function ours(threads) {
  const losses = { contrastive: { weight: 0.3 }, cosine: { weight: 1 } }
  const trained = await trainTable(table, (step) => batches[step % 4], { losses, steps, learningRate: 1e-3, threads })
  return trained.steps / trained.seconds
}

function torch(threads) {
  const python = process.env['ATTUNE_BENCH_PYTHON']
  if (python === undefined) return undefined
  const script = fileURLToPath(new URL('rivals/train_step.py', import.meta.url))
  const { stdout, status, stderr } = spawnSync(python, [script, String(threads), String(steps)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}

const figures = new Map()
for (let round = 0; round < Number(values.rounds); round++)
  for (const threads of [1, 2])
    for (const [name, measure] of Object.entries({ attune: ours, torch })) {
      const figure = await measure(threads)
      if (figure === undefined) continue
      const key = `${name}, ${threads} threads`
      figures.set(key, [...(figures.get(key) ?? []), figure])
    }
console.log('| steps/s | median | rounds |\n|---|---:|---|')
for (const [key, list] of figures)
  console.log(
    `| ${key} | ${list.toSorted((a, b) => a - b)[list.length >> 1].toFixed(1)} | ${list.map((x) => x.toFixed(1)).join(', ')} |`,
  )
