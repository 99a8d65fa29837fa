/** @file Several encoders side by side: what to call the space of each, as plans and reports name it. */

/** What the store takes as a space's name, cut to a length that reads well in a table. */
const LENGTH_MAX = 40

/**
 * One encoder fills `default`. Several are called by the last part of their references: `models/all-MiniLM-L6-v2` is `all-MiniLM-L6-v2`,
 * `hub:owner/name@v1` is `name`, `bundled:default` is `bundled`.
 *
 * @returns reference by name; equal names get a number
 */
export function nameSpaces(refs: readonly string[]): Record<string, string> {
  const [only] = refs
  if (refs.length === 1 && only !== undefined) return { default: only }
  const named: Record<string, string> = {}
  for (const ref of new Set(refs)) {
    const base = nameOf(ref)
    let name = base
    for (let number = 2; Object.hasOwn(named, name); number++) name = `${base}-${number}`
    named[name] = ref
  }
  return named
}

function nameOf(ref: string): string {
  if (ref === 'bundled:default') return 'bundled'
  const last = ref
    .replace(/^[a-z]{2,}:/, '')
    .replace(/@[^@/\\]*$/, '')
    .split(/[/\\]/)
    .findLast((part) => part !== '' && part !== '.' && part !== '..')
  const name = (last ?? '').replaceAll(/[^\w.-]+/g, '-').replace(/^[^a-zA-Z0-9]+/, '')
  return name.slice(0, LENGTH_MAX) || 'encoder'
}
