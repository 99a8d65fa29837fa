/**
 * `kill -9` at random moments of `attune adapt`: after each, the collection opens without repair and answers with one encoder, the old or the new,
 * never with a mixture. Beside it a reader asks all the time and checks every answer.
 *
 *     node bench/adapt-kill.mjs [--rounds 200] [--seed 13] [--steps 20]
 *
 * A round adapts with one of two seeds or reverts. An answer is consistent when it is, score by score, one of the three that one encoder gives.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createRandom } from '../dist/base/random.js'
import { openDataset, openProject } from '../dist/index.js'

const script = fileURLToPath(import.meta.url)
const root = join(dirname(script), '..')
const attune = join(root, 'dist/cli/main.js')
const QUESTIONS = ['forgot password', 'how do I get my money back', 'where is my parcel', 'error on the valve']
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '13' },
    steps: { type: 'string', default: '20' },
    read: { type: 'string' },
  },
})

async function answersOf(collection) {
  const answers = []
  for (const question of QUESTIONS) {
    const { hits } = await collection.search(question, { plan: 'dense', limit: 5 })
    answers.push(JSON.stringify(hits.map(({ id, score }) => [id, score])))
  }
  return answers
}

/** The reader process: says what it has not said before, and how many answers it has had. */
async function read(folder) {
  const project = await openProject(folder, { readOnly: true })
  const collection = await project.collection('killed')
  const seen = new Set()
  let searches = 0
  const over = new AbortController()
  process.once('SIGTERM', () => over.abort())
  while (!over.signal.aborted) {
    const answers = await answersOf(collection)
    searches += answers.length
    answers.forEach((answer, question) => {
      if (seen.has(`${question} ${answer}`)) return
      seen.add(`${question} ${answer}`)
      console.log(JSON.stringify({ question, answer }))
    })
    await new Promise((resolve) => setImmediate(resolve))
  }
  await project.close()
  console.log(JSON.stringify({ searches }))
}

/** @returns the exit code; null where it was killed */
function run(args, { killAfterMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [attune, 'adapt', ...args, '--quiet', '--threads', '1'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve(code)
    })
  })
}

const known = QUESTIONS.map(() => new Map())

async function check(folder, name) {
  const notices = []
  const project = await openProject(folder, { readOnly: true, onNotice: (notice) => notices.push(notice) })
  try {
    const answers = await answersOf(await project.collection('killed'))
    if (notices.length > 0) throw new Error(`repaired: ${notices.join('; ')}`)
    if (name !== undefined) answers.forEach((answer, i) => known[i].set(answer, name))
    const encoders = new Set(answers.map((answer, i) => known[i].get(answer)))
    const [encoder] = encoders
    if (encoders.size !== 1 || encoder === undefined) throw new Error(`a mixture: ${[...encoders].join()}`)
    return encoder
  } finally {
    await project.close()
  }
}

async function main() {
  const random = createRandom(Number(values.seed))
  const folder = mkdtempSync(join(tmpdir(), 'attune-adapt-kill-'))
  const project = await openProject(folder, { create: true })
  const collection = await project.createCollection('killed', { spaces: { default: { encoder: 'bundled:default' } } })
  await collection.add((await openDataset(join(root, 'samples/help-centre'))).documents())
  await project.close()

  const where = ['--project', folder]
  const adaptWith = (seed) => [...where, '--steps', values.steps, '--seed', String(seed)]
  const changes = { old: [...where, '--revert'], one: adaptWith(1), two: adaptWith(2) }
  // What each encoder answers, and how long a change takes.
  await check(folder, 'old')
  let longestMs = 0
  for (const name of ['one', 'two', 'old', 'one']) {
    const start = performance.now()
    if ((await run(changes[name])) !== 0) throw new Error(`${name} failed`)
    if (name !== 'old') longestMs = Math.max(longestMs, performance.now() - start)
    await check(folder, name)
  }

  const reader = spawn(process.execPath, [script, '--read', folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  reader.stdout.on('data', (chunk) => (said += chunk))
  const readerEnded = new Promise((resolve) => reader.on('close', resolve))

  const outcomes = { killed: 0, finished: 0, old: 0, one: 0, two: 0 }
  let now = 'one'
  for (let round = 0; round < Number(values.rounds); round++) {
    const names = Object.keys(changes).filter((name) => name !== now)
    const wanted = names[random.below(names.length)]
    const code = await run(changes[wanted], {
      killAfterMs: 100 + random.below(longestMs * (wanted === 'old' ? 0.5 : 1.6)),
    })
    if (code !== null && code !== 0) throw new Error(`${wanted} ended with ${code}`)
    const found = await check(folder)
    if (found !== now && found !== wanted) throw new Error(`after ${now} and ${wanted}, ${found} answers`)
    if (code === 0 && found !== wanted) throw new Error(`${wanted} was acknowledged, and ${found} answers`)
    outcomes[code === null ? 'killed' : 'finished']++
    outcomes[found]++
    now = found
    if ((round + 1) % 20 === 0) console.log(`round ${round + 1}: ${JSON.stringify(outcomes)}`)
  }

  reader.kill('SIGTERM')
  await readerEnded
  const lines = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const { searches } = lines.pop()
  const strange = lines.filter(({ question, answer }) => !known[question].has(answer))
  if (strange.length > 0) throw new Error(`the reader was answered by no single encoder: ${strange[0].answer}`)

  // What the kills have left is gone after the next change that ends.
  if ((await run(changes[now === 'one' ? 'two' : 'one'])) !== 0) throw new Error('the last change failed')
  const left = readdirSync(join(folder, '.attune/encoders'))
  if (left.length !== 1) throw new Error(`left behind: ${left.join()}`)
  rmSync(folder, { recursive: true })
  console.log(
    `${outcomes.killed} kills at random moments, ${outcomes.finished} changes that ended: one encoder answered each time; ` +
      `${searches.toLocaleString('en')} searches beside them, each by one encoder; nothing was left behind`,
  )
}

await (values.read === undefined ? main() : read(values.read))
