/** @file What collections, spaces and plans may be called. */
import { nameInvalid } from './errors.ts'

/** A collection's is the name of a folder, too, on every system. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/

/** @throws STORE_NAME_INVALID */
export function checkName(what: 'collection' | 'space' | 'plan', name: string): void {
  if (typeof name !== 'string' || !NAME.test(name)) throw nameInvalid({ what, name, pattern: String(NAME) })
}
