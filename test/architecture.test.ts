import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { type Sources, violations } from './architecture.ts'

const src = resolve(import.meta.dirname, '../src')
const isOurs = (file: string): boolean =>
  file.endsWith('.ts') && !/\.(test|contract)\.ts$/.test(file) && !/^kernels\/(assembly|generated)\//.test(file)

function readSources(): Sources {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
  return new Map(files.filter(isOurs).map((file) => [file, readFileSync(join(src, file), 'utf8')]))
}

test('the walls stand', () => {
  expect(violations(readSources())).toEqual([])
})

const long = (lines: number): string => 'void 0\n'.repeat(lines)

test.each([
  ['an import from a higher layer', 'index/a.ts', `import '../search/b.ts'`],
  ['an import from a neighbour on the same layer', 'index/a.ts', `import type { X } from '../metrics/b.ts'`],
  ['a re-export from a higher layer', 'index/a.ts', `export { x } from '../search/b.ts'`],
  ['a dynamic import from a higher layer', 'index/a.ts', `await import('../cli/b.ts')`],
  ['a directory without a layer', 'stuff/a.ts', ''],
  ['a file behind the doors of another directory', 'store/a.ts', `import '../index/vector/graph/graph.ts'`],
  ['a file behind the doors, from the same room', 'index/segment.ts', `import './vector/rows.ts'`],
  ['a name that says it is private', 'index/_a.ts', ''],
  ['index.ts from inside', 'search/a.ts', `import '../index/index.ts'`],
  ['an outside module of another owner', 'search/a.ts', `import 'libsql'`],
  ['an outside module without an owner', 'search/a.ts', `import 'left-pad'`],
  ['Node in a portable directory', 'search/a.ts', `import 'node:fs'`],
  ['Node in a portable file', 'encode/static-encoder.ts', `import 'node:fs'`],
  ['a junk drawer file', 'index/utils.ts', ''],
  ['a junk drawer directory', 'index/helpers/a.ts', ''],
  ['a long file', 'index/a.ts', long(501)],
  ['a long function', 'index/a.ts', `function f() {\n${long(70)}}`],
  ['a long arrow function', 'index/a.ts', `const f = () => {\n${long(70)}}`],
])('%s is a violation', (_, file, text) => {
  expect(violations(new Map([[file, text]]))).toHaveLength(1)
})

test('a portable file that loads Node through others is a violation, with the way there', () => {
  const sources: Sources = new Map([
    ['index/a.ts', `import { b } from '../base/b.ts'`],
    ['base/b.ts', `export { c } from './c.ts'`],
    ['base/c.ts', `const { readFileSync } = await import('node:fs')`],
  ])
  expect(violations(sources)).toEqual([
    'index/a.ts: runs on any engine and may not load base/b.ts -> base/c.ts -> node:fs',
  ])
})

test('what the rules allow is no violation', () => {
  const allowed: Sources = new Map([
    ['search/a.ts', `import '../index/b.ts'\nimport './c.ts'\nimport 'valibot'\n${long(400)}`],
    ['store/a.ts', `import 'node:fs'\nimport 'libsql'\nimport '../index/vector/vector-index.ts'`],
    ['index/vector/graph/a.ts', `import '../rows.ts'`],
    ['text/stop-words-table.ts', long(900)],
    ['index.ts', `export { x } from './search/a.ts'`],
    // Types are erased: nothing is loaded.
    ['search/b.ts', `import type { A } from '../store/a.ts'\nimport { type C } from '../store/a.ts'`],
  ])
  expect(violations(allowed)).toEqual([])
})
