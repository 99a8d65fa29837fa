/** @file Pieces of text as a browser would lay them out: lines, tabs between cells, white space collapsed. */

export interface TextCollector {
  readonly add: (text: string, isPreformatted: boolean) => void
  readonly addTab: () => void
  /** Words before and after are two. */
  readonly addSpace: () => void
  readonly breakLine: () => void
  /** Lines that are not blank. */
  readonly text: () => string
}

export function createTextCollector(): TextCollector {
  const lines: string[] = []
  let pieces: string[] = []
  /** Nothing yet, or white space that the next may not add to. */
  let endsInSpace = true
  const push = (piece: string): void => {
    if (piece === '') return
    pieces.push(piece)
    endsInSpace = /\s$/.test(piece)
  }
  const breakLine = (): void => {
    const whole = pieces.join('').trimEnd()
    if (whole !== '') lines.push(whole)
    pieces = []
    endsInSpace = true
  }
  const addPreformatted = (text: string): void => {
    const [first = '', ...rest] = text.split('\n')
    push(first)
    for (const next of rest) {
      breakLine()
      push(next)
    }
  }
  const add = (text: string): void => {
    const collapsed = text.replaceAll(/\s+/g, ' ')
    push(endsInSpace ? collapsed.trimStart() : collapsed)
  }
  return {
    add: (text, isPreformatted) => (isPreformatted ? addPreformatted(text) : add(text)),
    addTab: () => {
      if (pieces.length > 0 && endsInSpace) pieces[pieces.length - 1] = pieces.at(-1)?.trimEnd() ?? ''
      push('\t')
    },
    addSpace: () => {
      if (!endsInSpace) push(' ')
    },
    breakLine,
    text: () => {
      breakLine()
      return lines.join('\n')
    },
  }
}
