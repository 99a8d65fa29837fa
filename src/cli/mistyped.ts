/** @file What somebody means who types a command that another program has: the words, and how Attune says it. */

interface Form {
  /** Of the words that are no options, joined by spaces. */
  readonly typed: RegExp
  /** `$1` is what the command is about, where it was named. */
  readonly meant: string
}

const forms: readonly Form[] = [
  { typed: /^collections? (?:drop|delete|remove|rm)(?: (\S+))?/, meant: 'attune collections --drop $1' },
  { typed: /^drop(?: (\S+))?/, meant: 'attune collections --drop $1' },
  { typed: /^collections? (?:list|ls|show|info|stats?)\b/, meant: 'attune collections' },
  { typed: /^(?:list|ls|status|info|stats?|collection)\b/, meant: 'attune collections' },
  { typed: /^(?:delete|remove|rm|del)(?: (\S+))?/, meant: 'attune delete --ids $1' },
  { typed: /^(?:index|import|insert|load|ingest)(?: (\S+))?/, meant: 'attune add $1' },
  { typed: /^(?:update|upsert|merge)(?: (\S+))?/, meant: 'attune add $1 --merge' },
  { typed: /^(?:query|find|ask)(?: (\S+))?/, meant: 'attune search "$1"' },
  { typed: /^(?:show|cat|document|documents)(?: (\S+))?/, meant: 'attune get $1' },
  { typed: /^(?:dump|backup)\b/, meant: 'attune export' },
  { typed: /^watch(?: (\S+))?/, meant: 'attune sync $1 --watch' },
  { typed: /^(?:verify|repair|fsck|doctor)\b/, meant: 'attune check' },
]

/** @param words of the command line, without options */
export function meantBy(words: readonly string[]): string | undefined {
  const typed = words.join(' ')
  for (const form of forms) {
    const match = form.typed.exec(typed)
    // As a function: a name may have signs that a replacement would take for its own.
    if (match !== null) return form.meant.replace('$1', () => match[1] ?? 'NAME')
  }
  return undefined
}
