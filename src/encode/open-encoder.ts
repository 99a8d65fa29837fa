/** @file From a name to an encoder: which kind of model a reference points to, and who opens it. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageUrl } from '../base/package-url.ts'
import { type DisposableEncoder, disposable } from './disposable-encoder.ts'
import { hubModelAbsent, modelNotFound, refMalformed } from './errors.ts'
import { isStaticFolder, openStaticEncoder } from './static-folder.ts'

export interface OpenEncoderOptions {
  /** Threads of one matrix product. Default: ONNX Runtime's own, all physical cores. A static encoder uses the calling thread only. */
  readonly threads?: number | undefined
  /** Where `hub:` references look: a folder in the layout of the Hugging Face cache (`models--owner--name/...`). */
  readonly cacheFolder?: string | undefined
}

/** Models that come with this package, by the name behind `bundled:`. */
const BUNDLED: readonly string[] = ['default']

/**
 * Opens the encoder that `ref` refers to: `bundled:default`, the path of a model folder, or `hub:owner/name@revision`, which is looked for in
 * `cacheFolder` only.
 *
 * @throws ENCODE_MODEL_NOT_FOUND, ENCODE_HUB_MODEL_ABSENT, ENCODE_REF_MALFORMED, ENCODE_ARCHITECTURE_UNKNOWN, ENCODE_MODULE_UNKNOWN, and what
 * damaged or missing files throw
 */
export async function openEncoder(
  ref: string,
  { threads, cacheFolder }: OpenEncoderOptions = {},
): Promise<DisposableEncoder> {
  const folder = folderOf(ref, cacheFolder)
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw modelNotFound({ ref, place: folder })
  if (isStaticFolder(folder)) return disposable(openStaticEncoder(ref, { folder }))
  // Loaded only now: it brings ONNX Runtime and its threads.
  const { openTransformerEncoder } = await import('./transformer-encoder.ts')
  return disposable(await openTransformerEncoder(ref, { folder, threads }))
}

/** @throws ENCODE_REF_MALFORMED, ENCODE_HUB_MODEL_ABSENT */
export function folderOf(ref: string, cacheFolder: string | undefined): string {
  if (ref.startsWith('bundled:')) return bundledFolder(ref)
  if (ref.startsWith('hub:')) return hubFolder(ref, cacheFolder)
  if (ref === '') throw refMalformed({ ref, expected: 'the path of a folder, "bundled:default" or "hub:owner/name"' })
  return resolve(ref)
}

function bundledFolder(ref: string): string {
  const name = ref.slice('bundled:'.length)
  if (!BUNDLED.includes(name))
    throw refMalformed({ ref, expected: BUNDLED.map((known) => `"bundled:${known}"`).join(' or ') })
  return fileURLToPath(packageUrl(`models/${name}`))
}

/** `hub:owner/name@revision` in Hugging Face's cache: snapshots lie under the commit, which `refs/<branch or tag>` names. */
function hubFolder(ref: string, cacheFolder: string | undefined): string {
  const match = /^hub:([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?$/.exec(ref)
  const name = match?.[1]
  if (name === undefined || ref.includes('..'))
    throw refMalformed({ ref, expected: '"hub:owner/name" or "hub:owner/name@revision"' })
  const revision = match?.[2] ?? 'main'
  if (cacheFolder === undefined) throw hubModelAbsent({ ref, name, revision, cacheFolder })
  const repository = join(cacheFolder, `models--${name.replace('/', '--')}`)
  const branch = join(repository, 'refs', revision)
  const commit = existsSync(branch) ? readFileSync(branch, 'utf8').trim() : revision
  const folder = join(repository, 'snapshots', commit)
  if (!existsSync(folder)) throw hubModelAbsent({ ref, name, revision, cacheFolder })
  return folder
}
