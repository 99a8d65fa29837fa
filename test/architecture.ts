/** @file The architecture rules as one function: source files in, violations out, so that each rule can be shown to fail. */
import { posix } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** A directory may import itself and any directory on a line ABOVE it. Neighbours on one line may not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['base'],
  ['kernels', 'tensor', 'text', 'data'],
  ['encode', 'index', 'metrics', 'learn'],
  ['store', 'train', 'tasks'],
  ['search'],
  ['audit'],
  ['adapt'],
  ['evaluate', 'feedback', 'analyse', 'rag'],
  ['select', 'compare', 'judge', 'rag-metrics'],
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
  'hyparquet-writer': ['data'],
  htmlparser2: ['data'],
  mammoth: ['data'],
  unpdf: ['data'],
  yaml: ['data'],
  // Markdown is read twice: as documents, and (single headings) to cut at.
  'markdown-it': ['data', 'text'],
  'markdown-it-footnote': ['data'],
  // Plans and project settings are checked by one library.
  valibot: ['search', 'store'],
}

/** Directories of which outsiders may import these files only; what is not here is open. File names say nothing of it. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  'index/lexical': ['create-lexical-index.ts', 'lexical-index.ts', 'merge-lexical-segments.ts', 'scoring.ts'],
  'index/vector': ['merge-vector-segments.ts', 'vector-index.ts'],
}

/** These directories and files run on any JavaScript engine: neither they nor what they load may use what Node brings. */
const PORTABLE: ReadonlySet<string> = new Set([
  'kernels',
  'metrics',
  'learn',
  'text',
  'index',
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
  /** Of types alone: nothing is loaded. */
  readonly isErased: boolean
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
    ...portableViolations(files, imports),
    ...files.flatMap(nameViolations),
    ...files.flatMap((file) => lengthViolations(file, sources.get(file) ?? '')),
  ]
}

function importsOf(from: string, text: string): Import[] {
  const { module } = parseSync(from, text)
  const imported = module.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    isErased: entries.length > 0 && entries.every(({ isType }) => isType),
  }))
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest ? { specifier: moduleRequest.value, isErased: isType } : [],
    ),
  )
  const dynamic = module.dynamicImports
    .map(({ moduleRequest: { start, end } }) => text.slice(start, end))
    .flatMap((source) => /^['"](.+)['"]$/.exec(source)?.[1] ?? [])
    .map((specifier) => ({ specifier, isErased: false }))
  const all = [...imported, ...exported, ...dynamic]
  return [...new Set(all.map(({ specifier }) => specifier))].map((specifier) => ({
    from,
    specifier,
    isErased: all.every((each) => each.specifier !== specifier || each.isErased),
  }))
}

/** The file within src/ that an import names; undefined where it names an outside module. */
const targetOf = ({ from, specifier }: Import): string | undefined =>
  specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), specifier)) : undefined

function wallViolations(found: Import): string[] {
  const { from } = found
  const to = targetOf(found)
  if (to === undefined || area(from) === '') return []
  const leavesRoom = area(from) !== area(to)
  const passed = Object.entries(DOORS).filter(([room]) => to.startsWith(`${room}/`) && !from.startsWith(`${room}/`))
  return [
    ...(leavesRoom && layer(to) >= layer(from) ? [`${from}: may not import ${to}, which is no lower layer`] : []),
    ...passed
      .filter(([room, doors]) => !doors.includes(posix.relative(room, to)))
      .map(([room, doors]) => `${from}: may not import ${to}, ${room} is entered by ${doors.join(' or ')}`),
    ...(posix.basename(to) === 'index.ts' ? [`${from}: index.ts is for outsiders, import the defining file`] : []),
  ]
}

function ownerViolations({ from, specifier }: Import): string[] {
  if (specifier.startsWith('.')) return []
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '')
  const owners = OWNERS[name]
  if (owners === undefined) return name.startsWith('node:') ? [] : [`${from}: ${name} has no owner directory`]
  return owners.includes(area(from)) ? [] : [`${from}: ${name} belongs to ${owners.join(' and ')}`]
}

/** Each portable file that loads a module of Node's, itself or through others, with the shortest way there. */
function portableViolations(files: readonly string[], imports: readonly Import[]): string[] {
  const loaded = new Map(
    files.map((file) => [file, imports.filter(({ from, isErased }) => from === file && !isErased)]),
  )
  return files
    .filter((file) => PORTABLE.has(area(file)) || PORTABLE.has(file))
    .flatMap((file) => {
      const way = wayToNode(file, loaded)
      return way === undefined ? [] : [`${file}: runs on any engine and may not load ${way.join(' -> ')}`]
    })
}

function wayToNode(file: string, loaded: ReadonlyMap<string, readonly Import[]>): string[] | undefined {
  const ways: string[][] = [[]]
  const seen = new Set([file])
  for (const way of ways)
    for (const found of loaded.get(way.at(-1) ?? file) ?? []) {
      if (found.specifier.startsWith('node:')) return [...way, found.specifier]
      const target = targetOf(found)
      if (target === undefined || seen.has(target)) continue
      seen.add(target)
      ways.push([...way, target])
    }
  return undefined
}

const nameViolations = (file: string): string[] => [
  ...file
    .replace(/\.ts$/, '')
    .split('/')
    .filter((part) => JUNK_DRAWER.test(part))
    .map((part) => `${file}: "${part}" names no concept`),
  ...(posix.basename(file).startsWith('_') ? [`${file}: privacy is said by DOORS, not by a file's name`] : []),
]

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
