/**
 * `kill -9` at random moments of `attune add`: after each, every acknowledged document is there, the index opens and finds it, and nobody repairs
 * anything. Acknowledged means: counted by the progress that the library reports when a batch is committed.
 *
 *     node bench/kill.mjs [--rounds 200] [--seed 13]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createRandom } from '../dist/base/random.js'
import { openProject, search } from '../dist/index.js'
import { makeTexts } from './data.mjs'

const attune = join(dirname(fileURLToPath(import.meta.url)), '../dist/cli/main.js')
/** Enough that adding them all takes longer than the latest kill. */
const DOCUMENTS = 40_000
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, seed: { type: 'string', default: '13' } },
})
const random = createRandom(Number(values.seed))
const folder = mkdtempSync(join(tmpdir(), 'attune-kill-'))
const file = join(folder, 'documents.jsonl')
const { corpus } = makeTexts({ documents: DOCUMENTS, queries: 0 })
writeFileSync(file, corpus.map((text, i) => JSON.stringify({ _id: `d${i}`, text: `marker${i} ${text}` })).join('\n'))

/** Runs `attune add` until it is killed or done; its progress says how many documents are safe. */
function addUntilKilled(afterMs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(dirname(attune), '../../bench/kill-add.mjs'), folder, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let acknowledged = 0
    let rest = ''
    child.stdout.on('data', (chunk) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()
      for (const line of lines) acknowledged = Math.max(acknowledged, Number(line))
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ acknowledged, finished: code === 0 })
    })
  })
}

async function check(acknowledged) {
  const notices = []
  const project = await openProject(folder, { readOnly: true, onNotice: (notice) => notices.push(notice) })
  try {
    const collection = await project.collection('killed')
    const count = await collection.count()
    if (count < acknowledged) throw new Error(`${acknowledged} documents were acknowledged, ${count} are there`)
    for (const i of [0, acknowledged - 1, random.below(acknowledged)]) {
      const { hits } = await search(project, `marker${i}`, { collection: 'killed', plan: 'lexical' })
      if (hits[0]?.id !== `d${i}`) throw new Error(`d${i} was acknowledged and is not found`)
    }
    return { count, notices }
  } finally {
    await project.close()
  }
}

let safe = 0
let kills = 0
let rebuilt = 0
for (let round = 0; round < Number(values.rounds); round++) {
  const { acknowledged, finished } = await addUntilKilled(150 + random.below(1500))
  safe = Math.max(safe, acknowledged)
  if (!finished) kills++
  if (safe > 0) {
    const { count, notices } = await check(safe)
    rebuilt += notices.length
    if ((round + 1) % 20 === 0)
      console.log(
        `round ${round + 1}: ${kills} kills, ${safe} acknowledged, ${count} there, ${rebuilt} indexes rebuilt by themselves`,
      )
    if (finished || count === DOCUMENTS) {
      rmSync(join(folder, '.attune'), { recursive: true })
      safe = 0
    }
  }
}
rmSync(folder, { recursive: true })
console.log(`${kills} kills at random moments: every acknowledged document was there and found, every index opened`)
