/** @file The rerankers that a project's plans refer to: each opened once, closed with the project. */
import type { Encoder } from '../../encode/encoder.ts'
import type { Reranker } from '../../encode/reranker.ts'

export interface Rerankers {
  /** @throws ENCODE_* */
  readonly open: (ref: string) => Promise<Reranker>
  readonly close: () => Promise<void>
}

/** @param openEncoder how a reference becomes an encoder that a reranker is made of */
export function createRerankers(openEncoder: ((ref: string) => Promise<Encoder>) | undefined): Rerankers {
  const opening = new Map<string, Promise<Reranker>>()
  const encoders: Encoder[] = []
  const openAndNote =
    openEncoder &&
    (async (ref: string): Promise<Encoder> => {
      const encoder = await openEncoder(ref)
      encoders.push(encoder)
      return encoder
    })
  const open = async (ref: string): Promise<Reranker> => {
    const { openReranker } = await import('../../encode/open-reranker.ts')
    return openReranker(ref, { openEncoder: openAndNote })
  }
  return {
    open: (ref) => {
      const known = opening.get(ref)
      if (known !== undefined) return known
      const opened = open(ref)
      opening.set(ref, opened)
      opened.catch(() => opening.delete(ref))
      return opened
    },
    close: async () => {
      for (const result of await Promise.allSettled(opening.values()))
        if (result.status === 'fulfilled') await result.value.close?.()
      for (const encoder of encoders) await encoder.close()
      opening.clear()
    },
  }
}
