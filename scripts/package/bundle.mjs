/** An application that was bundled with the library in it runs: kernels, models and worker threads are found. SQLite's native part stays outside. */
import { join } from 'node:path'
import { build } from 'esbuild'
import { expectTrue, run } from './stranger.mjs'

/** Enough to seal and merge segments, which a worker thread does. */
const APPLICATION = `import { openEncoder, openProject, search } from 'attune'
const project = await openProject('bundled', { create: true })
const articles = await project.createCollection('articles', { spaces: { default: { encoder: 'bundled:default' } } })
const words = ['red', 'green', 'blue', 'old', 'new', 'warm', 'cold']
for (let part = 0; part < 40; part++)
  await articles.add(words.map((word, i) => ({ id: part + word, fields: { text: word + ' house ' + part * i } })))
await articles.settle()
const { hits } = await search(project, 'a freezing house', { collection: 'articles' })
await project.close()
const encoder = await openEncoder(process.argv[2]).catch(({ code }) => code)
console.log(hits.length, encoder)`

export async function checkBundle({ folder, write }, root) {
  write('application.js', APPLICATION)
  const transformer = join(root, 'test/golden/encoders/bert-mean-normalize')
  await build({
    entryPoints: [join(folder, 'application.js')],
    outfile: join(folder, 'out/application.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['libsql'],
    logLevel: 'error',
  })
  const printed = run('node', ['out/application.mjs', transformer], folder).trim()
  expectTrue(printed === '10 TENSOR_RUNTIME_MISSING', `the bundle prints ${printed}`)
}
