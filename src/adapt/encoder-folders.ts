/** @file Where a project keeps the encoders that were made for its collections: `.attune/encoders/COLLECTION-SPACE-FINGERPRINT`. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Encoder } from '../encode/encoder.ts'
import { openEncoder } from '../encode/open-encoder.ts'
import { encodersPath } from '../store/open-project.ts'
import type { Project } from '../store/project.ts'
import { atPlace } from '../store/database/sqlite-errors.ts'
import type { AdaptedEncoder, AdaptReport } from '../train/adapt-encoder.ts'
import { writeAdaptedEncoder } from '../train/write-adapted-encoder.ts'

export interface KeptEncoder {
  /** Its folder; of a project in memory the encoder itself. */
  readonly encoder: string | Encoder
  readonly fingerprint: string
}

const PART = '.part-'
const FINGERPRINT_DIGITS = 12

/** Written beside, then renamed: a folder that has its name is whole. @throws STORE_DISK_FULL, STORE_READ_ONLY */
export async function keepEncoder(
  project: Project,
  made: { readonly adapted: AdaptedEncoder; readonly report: AdaptReport },
  origin: { readonly collection: string; readonly space: string; readonly changeNumber: number },
): Promise<KeptEncoder> {
  const encoders = encodersPath(project)
  const part = atPlace(encoders ?? tmpdir(), () => {
    if (encoders !== undefined) mkdirSync(encoders, { recursive: true })
    return mkdtempSync(join(encoders ?? tmpdir(), PART))
  })
  try {
    atPlace(part, () => writeAdaptedEncoder(made, { output: part, origin }))
    const encoder = await openEncoder(part)
    const { fingerprint } = encoder
    const name = `${origin.collection}-${origin.space}-${fingerprint.slice(0, FINGERPRINT_DIGITS)}`
    if (encoders === undefined) return { encoder: { ...encoder, ref: `adapted:${name}` }, fingerprint }
    await encoder.close()
    const folder = join(encoders, name)
    // The same documents, seed and steps give the same encoder; it may be in use.
    if (!existsSync(folder)) atPlace(folder, () => renameSync(part, folder))
    return { encoder: folder, fingerprint }
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}

/** Folders of encoders in the project, each with its path. */
export function keptEncoders(project: Pick<Project, 'folder'>): string[] {
  const encoders = encodersPath(project)
  if (encoders === undefined || !existsSync(encoders)) return []
  return readdirSync(encoders)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(encoders, name))
}

/** Removes what no collection names: former encoders, and what a crash or a dropped collection has left. Only who holds the writer lock may. */
export async function removeUnnamedEncoders(project: Project): Promise<void> {
  const encoders = encodersPath(project)
  if (encoders === undefined || !existsSync(encoders)) return
  const spaces = (await project.collections()).flatMap(({ settings }) => Object.values(settings.spaces))
  const named = new Set(
    spaces.flatMap(({ encoder, adapted }) => [encoder.ref, adapted?.from.encoder.ref ?? '']).map((ref) => resolve(ref)),
  )
  for (const name of readdirSync(encoders))
    if (!named.has(join(encoders, name))) rmSync(join(encoders, name), { recursive: true, force: true })
}
