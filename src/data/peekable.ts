/** @file A stream whose first items can be inspected before they are consumed. */

export interface Peekable<Item> extends AsyncIterable<Item> {
  /** @returns the first items, at most `count` */
  readonly peek: (count: number) => Promise<readonly Item[]>
}

export function peekable<Item>(items: AsyncGenerator<Item>): Peekable<Item> {
  const held: Item[] = []
  return {
    peek: async (count) => {
      while (held.length < count) {
        const { value, done } = await items.next()
        if (done === true) break
        held.push(value)
      }
      return held.slice(0, count)
    },
    async *[Symbol.asyncIterator]() {
      yield* held.splice(0)
      yield* items
    },
  }
}
