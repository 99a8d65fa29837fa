/** @file The encoders of a project's spaces: each opened once, checked against the fingerprint that its vectors were made with. */
import { resolve } from 'node:path'
import type { Encoder } from '../encode/encoder.ts'
import type { SpaceSettings } from './collection.ts'
import { encoderMismatch } from './errors.ts'
import type { NewSpace } from './project.ts'

export interface SpaceEncoders {
  /** What is stored of a new space; its encoder is open then. */
  readonly settingsOf: (space: NewSpace) => Promise<SpaceSettings>
  /** @throws STORE_ENCODER_MISMATCH, ENCODE_* */
  readonly encoderOf: (settings: SpaceSettings, names: { collection: string; space: string }) => Promise<Encoder>
  /** Closes the encoders that were opened here, not those that were passed in. */
  readonly close: () => Promise<void>
}

const FIELDS_DEFAULT = ['title', 'text'] as const

export function createSpaceEncoders(openEncoder: (ref: string) => Promise<Encoder>): SpaceEncoders {
  const opening = new Map<string, Promise<Encoder>>()
  const passedIn = new Map<string, Encoder>()
  const open = (ref: string): Promise<Encoder> => {
    const known = opening.get(ref)
    if (known !== undefined) return known
    const opened = openEncoder(ref)
    opening.set(ref, opened)
    opened.catch(() => opening.delete(ref))
    return opened
  }
  return {
    settingsOf: async ({ encoder: given, fields = FIELDS_DEFAULT }) => {
      const ref = typeof given === 'string' ? absoluteRef(given) : given.ref
      const encoder = typeof given === 'string' ? await open(ref) : given
      if (typeof given !== 'string') passedIn.set(given.fingerprint, given)
      const { kind, fingerprint, dim, isNormalized, hybridWeight } = encoder
      return {
        kind,
        encoder: { ref, options: {} },
        fingerprint,
        dim,
        isNormalized,
        hybridWeight,
        fields: [...fields],
      }
    },
    encoderOf: async ({ encoder: { ref }, fingerprint }, names) => {
      const encoder = passedIn.get(fingerprint) ?? (await open(ref))
      if (encoder.fingerprint !== fingerprint)
        throw encoderMismatch({ ...names, ref, stored: fingerprint, opened: encoder.fingerprint })
      return encoder
    },
    close: async () => {
      const results = await Promise.allSettled(opening.values())
      for (const result of results) if (result.status === 'fulfilled') await result.value.close()
      opening.clear()
    },
  }
}

/** A folder is stored with its whole path: the project may be opened from elsewhere next time. `bundled:` and `hub:` name no place. */
export const absoluteRef = (ref: string): string => (/^[a-z]{2,}:/.test(ref) ? ref : resolve(ref))
