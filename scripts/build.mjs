/** Builds dist/: AssemblyScript kernels to WebAssembly embedded in TypeScript modules, then TypeScript to JavaScript. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const assembly = join(root, 'src/kernels/assembly')
const generated = join(root, 'src/kernels/generated')
const ascFlags = ['-O3', '--converge', '--noAssert', '--enable', 'simd', '--importMemory', '--runtime', 'stub']
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
  run(join(root, 'node_modules/assemblyscript/bin/asc.js'), [join(assembly, `${name}.ts`), ...ascFlags, '-o', wasm])
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

mkdirSync(generated, { recursive: true })
for (const name of sources.filter((file) => !file.startsWith('_'))) buildKernel(name.replace(/\.ts$/, ''))
run(join(dirname(requireFromHere.resolve('typescript/package.json')), 'bin/tsc'), ['-p', 'tsconfig.json'])
run(join(root, 'scripts/write-plan-schema.mjs'), [])
