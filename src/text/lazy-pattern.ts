/** @file Regular expressions that are built when they are first asked for. */

/**
 * Engines check a literal with Unicode properties when they load its file, which takes up to 2 ms each: more than analysing a query. English
 * text never asks for most of them.
 */
export function lazyPattern(source: string, flags: string): () => RegExp {
  let pattern: RegExp | undefined
  return () => (pattern ??= new RegExp(source, flags))
}
