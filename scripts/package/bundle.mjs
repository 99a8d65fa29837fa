/**
 * An application that was bundled with the library in it runs: kernels, models and worker threads are found. What the README says stays outside
 * stays outside: SQLite, which is native, and yaml, which is CommonJS.
 */
import { join } from 'node:path'
import { build } from 'esbuild'
import { expectTrue, run } from './stranger.mjs'

/** Enough to seal and merge segments, which a worker thread does. */
const APPLICATION = `import { openEncoder, openProject, readDocuments, search } from 'attune'
const project = await openProject('bundled', { create: true })
const articles = await project.createCollection('articles', { spaces: { default: { encoder: 'bundled:default' } } })
const words = ['red', 'green', 'blue', 'old', 'new', 'warm', 'cold']
for (let part = 0; part < 40; part++)
  await articles.add(words.map((word, i) => ({ id: part + word, fields: { text: word + ' house ' + part * i } })))
await articles.add(readDocuments('pages'))
await articles.settle()
const { hits } = await search(project, 'a freezing house', { collection: 'articles' })
await project.close()
const encoder = await openEncoder(process.argv[2]).catch(({ code }) => code)
console.log(hits[0].id, hits.length, encoder)`

export async function checkBundle({ folder, write }, root) {
  write('application.js', APPLICATION)
  write('pages/heating.md', '---\ntitle: Heating\n---\n\n# Radiators\n\nMy house is freezing.\n')
  write('pages/windows.html', '<title>Windows</title><main><p>A draught in the house.</p></main>')
  const transformer = join(root, 'test/golden/encoders/bert-mean-normalize')
  await build({
    entryPoints: [join(folder, 'application.js')],
    outfile: join(folder, 'out/application.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['libsql', 'yaml'],
    logLevel: 'error',
  })
  const printed = run('node', ['out/application.mjs', transformer], folder).trim()
  expectTrue(/heating.md 10 TENSOR_RUNTIME_MISSING$/.test(printed), `the bundle prints ${printed}`)
}
