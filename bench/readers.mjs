/**
 * Readers beside a writer that replaces 3,000 documents as fast as it can: every document exists at every moment in one version or the next, so
 * that each search has its full number of hits. The library answers from one project that stays open; the shell starts a process each time.
 *
 *     node bench/readers.mjs [--seconds 60]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openProject, search } from '../dist/index.js'

const script = fileURLToPath(import.meta.url)
const attune = join(dirname(script), '../dist/cli/main.js')
const DOCUMENTS = 3000
const WORDS = 50
const LIMIT = 10
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, write: { type: 'string' } },
})
const end = Date.now() + Number(values.seconds) * 1000

const version = (round) =>
  Array.from({ length: DOCUMENTS }, (_, i) => ({
    id: `d${i}`,
    fields: { title: `Item ${i}`, text: `lorem needle${i % WORDS} in version ${round}` },
  }))

async function write(folder) {
  const project = await openProject(folder)
  const collection = await project.collection('docs')
  let written = 0
  for (let round = 1; Date.now() < end; round++) {
    const { replaced } = await collection.add(version(round))
    written += replaced
  }
  await project.close()
  console.log(written)
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let stdout = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.on('close', (code) =>
      code === 0 ? resolve(stdout) : reject(new Error(`${args.join(' ')} ended with ${code}`)),
    )
  })
}

/** Asks until the time is up. @param ask resolves to the number of hits */
async function ask(name, askOnce) {
  let searches = 0
  let missing = 0
  for (; Date.now() < end; searches++) missing += LIMIT - (await askOnce(`lorem needle${searches % WORDS}`))
  console.log(`${name}: ${searches.toLocaleString('en')} searches, ${missing} hits missing`)
  return missing
}

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'attune-readers-'))
  try {
    const project = await openProject(folder, { create: true })
    await (await project.createCollection('docs')).add(version(0))
    await project.close()
    const reader = await openProject(folder, { readOnly: true })
    const where = ['--project', folder, '--collection', 'docs', '--limit', String(LIMIT), '--json']
    const [missing, missingFromShell, written] = await Promise.all([
      ask('library', async (query) => {
        const { hits } = await search(reader, query, { collection: 'docs', limit: LIMIT })
        // The thread is left to the other readers' answers now and then, as a server's is.
        await new Promise((resolve) => setImmediate(resolve))
        return hits.length
      }),
      ask('shell', async (query) => JSON.parse(await run([attune, 'search', query, ...where])).hits.length),
      run([script, '--write', folder, '--seconds', String((end - Date.now()) / 1000)]),
    ])
    await reader.close()
    console.log(`writer: ${Number(written).toLocaleString('en')} documents replaced`)
    if (missing + missingFromShell > 0) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

await (values.write === undefined ? measure() : write(values.write))
