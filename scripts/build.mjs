/**
 * Builds dist/: AssemblyScript kernels to WebAssembly embedded in TypeScript modules, TypeScript to JavaScript, the command's modules to a few
 * files (a hundred small ones are what a short command would wait for most), and the bundled models' vocabularies to a form that needs no parsing.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const assembly = join(root, 'src/kernels/assembly')
const generated = join(root, 'src/kernels/generated')
const ascFlags = ['-O3', '--converge', '--noAssert', '--enable', 'simd', '--importMemory', '--runtime', 'stub']
/** What single kernels need beside that: training runs in several threads on one memory. */
const ownFlags = { train: ['--sharedMemory', '--maximumMemory', '65536', '--enable', 'threads'] }
const requireFromHere = createRequire(import.meta.url)

/** Every kernel is one file; files starting with an underscore are parts that kernels include. */
const sources = readdirSync(assembly).filter((name) => name.endsWith('.ts'))
const layout = join(root, 'src/kernels/layout.ts')
const newest = Math.max(
  ...[layout, ...sources.map((name) => join(assembly, name))].map((file) => statSync(file).mtimeMs),
)

function buildKernel(name) {
  const output = join(generated, `${name}.ts`)
  if (existsSync(output) && statSync(output).mtimeMs > newest) return
  const wasm = join(generated, `${name}.wasm`)
  run(join(root, 'node_modules/assemblyscript/bin/asc.js'), [
    join(assembly, `${name}.ts`),
    ...ascFlags,
    ...(ownFlags[name] ?? []),
    '-o',
    wasm,
  ])
  const base64 = readFileSync(wasm).toString('base64')
  writeFileSync(
    output,
    `/** @file Made by scripts/build.mjs from src/kernels/assembly/${name}.ts. */\nexport const wasmBase64: string =\n  '${base64}'\n`,
  )
}

function run(script, args) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) process.exit(status ?? 1)
}

const command = join(root, 'dist/cli')

/** What other packages hold stays theirs; a command that is not asked for stays a file of its own. */
async function bundleCommand() {
  rmSync(command, { recursive: true, force: true })
  await build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    outdir: command,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    // Less to parse; names stay, for the traces of our own bugs.
    minifyWhitespace: true,
    minifySyntax: true,
  })
}

rmSync(join(root, 'dist'), { recursive: true, force: true })
mkdirSync(generated, { recursive: true })
for (const name of sources.filter((file) => !file.startsWith('_'))) buildKernel(name.replace(/\.ts$/, ''))
run(join(dirname(requireFromHere.resolve('typescript/package.json')), 'bin/tsc'), ['-p', 'tsconfig.json'])
await bundleCommand()
const { writePackedTokenizer } = await import('../dist/encode/packed-tokenizer.js')
for (const model of readdirSync(join(root, 'models'))) writePackedTokenizer(join(root, 'models', model))
run(join(root, 'scripts/write-plan-schema.mjs'), [])
