/** @file The walls of the house as one function: source files in, violations out, so that each rule can be shown to fail. */
import { posix } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** A directory may import itself and any directory on a line ABOVE it. Neighbours on one line may not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['base'],
  ['kernels', 'tensor', 'text', 'data'],
  ['encode', 'index', 'metrics'],
  ['store', 'train'],
  ['search'],
  ['evaluate', 'feedback', 'analyse', 'rag'],
  ['select'],
  ['track'],
  ['serve'],
  ['cli'],
]

/** Every outside module has one owner directory (a library that two rooms share has both named, with the reason). */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  'onnxruntime-node': ['tensor'],
  '@huggingface/tokenizers': ['text'],
  '@orama/stemmers': ['text'],
  libsql: ['store'],
  commander: ['cli'],
  'node:process': ['cli'],
  'csv-parse': ['data'],
  hyparquet: ['data'],
  'hyparquet-compressors': ['data'],
  htmlparser2: ['data'],
  yaml: ['data'],
  // Markdown is read twice: as documents, and as headings to cut at.
  'mdast-util-from-markdown': ['data', 'text'],
  'mdast-util-gfm': ['data', 'text'],
  'micromark-extension-gfm': ['data', 'text'],
  // Plans and project settings are checked by one library.
  valibot: ['search', 'store'],
}

/** These directories and files run on any JavaScript engine and may not use what Node brings. */
const PORTABLE: ReadonlySet<string> = new Set([
  'kernels',
  'metrics',
  'text',
  'search',
  'encode/static-encoder.ts',
  'encode/static-model.ts',
  'encode/remember-words.ts',
])

const FILE_LINES_MAX = 500
const FUNCTION_LINES_MAX = 70
const JUNK_DRAWER = /^(utils?|helpers?|common|misc|shared|types|constants|manager)$/

/** Source text by path within src/, such as `index/hnsw.ts`. */
export type Sources = ReadonlyMap<string, string>

interface Import {
  readonly from: string
  readonly specifier: string
}

const area = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : '')
const layer = (file: string): number => LAYERS.findIndex((names) => names.includes(area(file)))

/** @returns one sentence for each violation, with file and rule; empty when the walls stand */
export function violations(sources: Sources): string[] {
  const files = [...sources.keys()]
  const imports = files.flatMap((from) => importsOf(from, sources.get(from) ?? ''))
  return [
    ...files
      .filter((file) => area(file) !== '' && layer(file) < 0)
      .map((file) => `${file}: its directory has no layer`),
    ...imports.flatMap(wallViolations),
    ...imports.flatMap(ownerViolations),
    ...files.flatMap(nameViolations),
    ...files.flatMap((file) => lengthViolations(file, sources.get(file) ?? '')),
  ]
}

function importsOf(from: string, text: string): Import[] {
  const { module } = parseSync(from, text)
  const fixed = [...module.staticImports, ...module.staticExports.flatMap(({ entries }) => entries)].flatMap(
    (entry) => ('moduleRequest' in entry ? entry.moduleRequest?.value : undefined) ?? [],
  )
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start, end))
  const named = dynamic.flatMap((source) => /^['"](.+)['"]$/.exec(source)?.[1] ?? [])
  return [...new Set([...fixed, ...named])].map((specifier) => ({ from, specifier }))
}

function wallViolations({ from, specifier }: Import): string[] {
  if (!specifier.startsWith('.') || area(from) === '') return []
  const to = posix.normalize(posix.join(posix.dirname(from), specifier))
  const leavesRoom = area(from) !== area(to)
  const isPrivate = posix.basename(to).startsWith('_')
  const sameFolder =
    posix.dirname(from) === posix.dirname(to) || posix.dirname(from).startsWith(`${posix.dirname(to)}/`)
  return [
    ...(leavesRoom && layer(to) >= layer(from) ? [`${from}: may not import ${to}, which is no lower layer`] : []),
    ...(isPrivate && !sameFolder ? [`${from}: ${to} is private to its directory`] : []),
    ...(posix.basename(to) === 'index.ts' ? [`${from}: index.ts is for outsiders, import the defining file`] : []),
  ]
}

function ownerViolations({ from, specifier }: Import): string[] {
  if (specifier.startsWith('.')) return []
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '')
  const isNode = name.startsWith('node:')
  if (isNode && (PORTABLE.has(area(from)) || PORTABLE.has(from)))
    return [`${from}: runs on any engine and may not import ${specifier}`]
  const owners = OWNERS[name]
  if (owners === undefined) return isNode ? [] : [`${from}: ${name} has no owner directory`]
  return owners.includes(area(from)) ? [] : [`${from}: ${name} belongs to ${owners.join(' and ')}`]
}

const nameViolations = (file: string): string[] =>
  file
    .replace(/\.ts$/, '')
    .split('/')
    .filter((part) => JUNK_DRAWER.test(part))
    .map((part) => `${file}: "${part}" names no concept`)

function lengthViolations(file: string, text: string): string[] {
  const lines = text.split('\n').length
  const isTable = file.endsWith('-table.ts')
  const long: string[] =
    lines > FILE_LINES_MAX && !isTable ? [`${file}: ${lines} lines, at most ${FILE_LINES_MAX}`] : []
  const check = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    const length = text.slice(start, end).split('\n').length
    const line = text.slice(0, start).split('\n').length
    if (length > FUNCTION_LINES_MAX)
      long.push(`${file}:${line}: a function of ${length} lines, at most ${FUNCTION_LINES_MAX}`)
  }
  new Visitor({
    FunctionDeclaration: check,
    FunctionExpression: check,
    ArrowFunctionExpression: check,
  }).visit(parseSync(file, text).program)
  return long
}
