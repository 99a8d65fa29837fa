/** Packs the project, installs the tarball in an empty folder as a stranger would, and uses the command and the library from there. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'attune-package-'))
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

function expectTrue(condition, what) {
  if (!condition) throw new Error(`The package is not as it should be: ${what}`)
}

try {
  const [{ filename, size, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  )
  expectTrue(!files.some(({ path }) => /\.test\.|^src\/|^bench\//.test(path)), 'tests or sources are packed')
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, type: 'module', allowScripts: { 'onnxruntime-node': false } }),
  )
  writeFileSync(join(folder, '.npmrc'), 'onnxruntime-node-install=skip\n')
  run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`], folder)

  writeFileSync(
    join(folder, 'notes.jsonl'),
    '{"_id":"a","text":"Reset a forgotten password"}\n{"_id":"b","text":"Change the delivery address"}\n',
  )
  const attune = (...args) => run(join(folder, 'node_modules/.bin/attune'), args, folder)
  attune('add', 'notes.jsonl', '--collection', 'notes', '--quiet')
  const { hits } = JSON.parse(attune('search', 'forgotten password', '--collection', 'notes', '--json'))
  expectTrue(hits[0]?.id === 'a', 'the command finds nothing')

  writeFileSync(
    join(folder, 'use.js'),
    `import { openProject, search } from 'attune'
const project = await openProject('.')
const { hits } = await search(project, 'delivery', { collection: 'notes' })
console.log(hits[0].id)
await project.close()`,
  )
  expectTrue(run('node', ['use.js'], folder).trim() === 'b', 'the library finds nothing')
  console.log(
    `package: ${(statSync(join(folder, filename)).size / 1e6).toFixed(1)} MB packed, ${(size / 1e6).toFixed(1)} MB announced, ${files.length} files; the installed command and library answer`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
