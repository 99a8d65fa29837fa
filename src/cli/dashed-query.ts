/** @file A query that begins with a minus, as typed in a shell: no option looks like it. */

/** Options before which nothing but another option or the query stands. */
const FLAGS: ReadonlySet<string> = new Set(['--json', '--quiet', '--explain', '--plain', '--no-typos', '--as-you-type'])
/** "-reset", "-20", "-x and more"; but not "-h", "-help" or "--limit". */
const DASHED = /^-(?!help$)(?:[^-\s][^\s]+|[^-\s]?\s.*|"[^]*|[^-\s]\S*\s[^]*)$/u

/**
 * Puts such a query behind "--", where the parser of options leaves it alone.
 *
 * @param args those of `attune search`
 */
export function queryLast(args: readonly string[]): string[] {
  if (args.includes('--')) return [...args]
  const at = args.findIndex((arg, i) => DASHED.test(arg) && isFree(args[i - 1]))
  const query = args[at]
  return query === undefined ? [...args] : [...args.slice(0, at), ...args.slice(at + 1), '--', query]
}

/** What comes before it does not take it as its value. */
const isFree = (before: string | undefined): boolean =>
  before === undefined || FLAGS.has(before) || !before.startsWith('-') || before.includes('=')
