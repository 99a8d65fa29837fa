/** @file The encoders of a project's spaces: each opened once, checked against the fingerprint that its vectors were made with. */
import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { AttuneError } from '../../base/errors.ts'
import type { Encoder } from '../../encode/encoder.ts'
import type { SpaceSettings } from '../collection.ts'
import { encoderGone, encoderMismatch, encoderSupplied } from './errors.ts'
import type { NewSpace } from '../project.ts'

export interface SpaceEncoders {
  /** What is stored of a new space; its encoder is open then. */
  readonly settingsOf: (space: NewSpace) => Promise<SpaceSettings>
  /** @throws STORE_ENCODER_MISMATCH, ENCODE_* */
  readonly encoderOf: (settings: SpaceSettings, names: { collection: string; space: string }) => Promise<Encoder>
  /** Opened if need be. */
  readonly fingerprintOf: (encoder: string | Encoder) => Promise<string>
  /** The space's encoder from another place, from which it is taken from now on. @throws STORE_ENCODER_MISMATCH, ENCODE_* */
  readonly moveTo: (
    encoder: string | Encoder,
    settings: SpaceSettings,
    names: { collection: string; space: string },
  ) => Promise<Encoder>
  /** Closes the encoders that were opened here, not those that were passed in. */
  readonly close: () => Promise<void>
}

export const FIELDS_DEFAULT: readonly string[] = ['title', 'text']

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
  /** Opened when the space was made: it is gone, or the project was moved without it. */
  const openAgain = async (ref: string, names: { collection: string; space: string }): Promise<Encoder> => {
    try {
      return await open(ref)
    } catch (error) {
      if (!(error instanceof AttuneError) || error.kind !== 'not-found' || isOfScheme(ref)) throw error
      throw isAbsolute(ref)
        ? encoderGone({ ...names, ref, cause: error })
        : encoderSupplied({ ...names, ref, cause: error })
    }
  }
  return {
    settingsOf: async ({ encoder: given, fields = FIELDS_DEFAULT }) => {
      const ref = refOf(given)
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
      const encoder = passedIn.get(fingerprint) ?? (await openAgain(ref, names))
      checkFingerprint(encoder, { ...names, ref, stored: fingerprint })
      return encoder
    },
    fingerprintOf: async (given) => (typeof given === 'string' ? await open(absoluteRef(given)) : given).fingerprint,
    moveTo: async (given, { fingerprint }, names) => {
      const encoder = typeof given === 'string' ? await open(absoluteRef(given)) : given
      checkFingerprint(encoder, { ...names, ref: encoder.ref, stored: fingerprint })
      passedIn.set(fingerprint, encoder)
      return encoder
    },
    close: async () => {
      const results = await Promise.allSettled(opening.values())
      for (const result of results) if (result.status === 'fulfilled') await result.value.close()
      opening.clear()
    },
  }
}

function checkFingerprint(
  { fingerprint: opened }: Encoder,
  names: { readonly collection: string; readonly space: string; readonly ref: string; readonly stored: string },
): void {
  if (opened !== names.stored) throw encoderMismatch({ ...names, opened })
}

/** Folders are kept with their whole paths: any other name is one that only its program knows. */
const isOfScheme = (ref: string): boolean => /^(?:bundled|hub):/.test(ref)

/** `bundled:` and `hub:` name no place. */
const isPlace = (ref: string): boolean => !/^[a-z]{2,}:/.test(ref)

/** A folder is known by its whole path: the project may be opened from elsewhere next time. */
export const absoluteRef = (ref: string): string => (isPlace(ref) ? resolve(ref) : ref)

/** As it is stored. An encoder that is open may have been opened from a path that is relative to where we are now. */
export function refOf(encoder: string | Encoder): string {
  if (typeof encoder === 'string') return absoluteRef(encoder)
  const { ref } = encoder
  return isPlace(ref) && existsSync(ref) ? resolve(ref) : ref
}
