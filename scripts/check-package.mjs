/** Packs the project, installs the tarball as strangers would, with npm 10 and 11 and no flag, and uses it from there: in JavaScript, TypeScript, bundled. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkBundle } from './package/bundle.mjs'
import { checkContents } from './package/contents.mjs'
import { expectTrue, folderMb, install, run, withStranger } from './package/stranger.mjs'
import { checkTypeScript } from './package/typescript.mjs'
import { checkUse } from './package/use.mjs'

const NODE_MODULES_MB_MAX = 60

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'attune-package-'))

/** Says how long each took: this is part of every run of the checks. */
async function step(name, work) {
  const start = performance.now()
  const note = await work()
  console.log(`  ${name}: ${note ?? 'good'} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
}

try {
  const packed = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)
  const [{ filename, size, unpackedSize, files }] = JSON.parse(packed)
  const paths = files.map(({ path }) => path)
  const mb = (bytes) => (bytes / 1e6).toFixed(1)
  console.log(`package: ${mb(size)} MB packed, ${mb(unpackedSize)} MB unpacked, ${files.length} files`)
  const tarball = join(folder, filename)
  await step('contents and links', () => checkContents(paths, root))
  await step('npm 10', () => withStranger((stranger) => install(stranger.folder, tarball, { npm: 'npm@10' })))
  await withStranger(async (stranger) => {
    await step('npm 11', () => {
      install(stranger.folder, tarball)
      const size = folderMb(join(stranger.folder, 'node_modules'))
      expectTrue(size < NODE_MODULES_MB_MAX, `node_modules has ${size.toFixed(0)} MB`)
      return `${size.toFixed(0)} MB in node_modules`
    })
    await step('command and library', () => checkUse(stranger, root))
    await step('bundled by esbuild', () => checkBundle(stranger, root))
    await step('TypeScript', () => checkTypeScript(stranger, root))
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
