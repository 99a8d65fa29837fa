/** @file An encoder that closes at the end of the block that it was opened in: `await using encoder = await openEncoder(...)`. */
import type { Encoder } from './encoder.ts'

export interface DisposableEncoder extends Encoder {
  /** As `close`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export const disposable = <Kind extends Encoder>(encoder: Kind): Kind & DisposableEncoder => ({
  ...encoder,
  [Symbol.asyncDispose]: encoder.close,
})
