/** @file The rows of a static model that some texts use, as a table to train, and the whole table with those rows put back. */
import type { Matrix } from '../base/matrix.ts'
import type { StaticModel } from '../encode/static-model.ts'
import type { Tokens } from './training-text.ts'

/** Tokens of the texts get numbers of their own, from 0, in the order of their first coming. */
export interface TokenTable {
  readonly tokensOf: (text: string) => Tokens
  /** `[tokens seen so far, dim]`. */
  readonly rows: () => Matrix
  /** `[all tokens of the model, dim]`, with the rows given in place of those of the tokens seen. */
  readonly withRows: (rows: Matrix) => Matrix
}

export function createTokenTable(model: StaticModel): TokenTable {
  const { tokenCount, dim, droppedId, prompts } = model
  const numberOf = new Int32Array(tokenCount).fill(-1)
  const seen: number[] = []
  const tokensOf = (text: string): Tokens => {
    if (text === '') return []
    const tokens: number[] = []
    for (const token of model.tokenizer(prompts.document + text, { lengthMax: Infinity })) {
      if (token === droppedId) continue
      if ((numberOf[token] as number) < 0) numberOf[token] = seen.push(token) - 1
      tokens.push(numberOf[token] as number)
    }
    return tokens
  }
  const read = (tokens: readonly number[]): Matrix => {
    const data = new Float32Array(tokens.length * dim)
    for (const [row, token] of tokens.entries()) readRow(model, token, data.subarray(row * dim, (row + 1) * dim))
    return { data, rows: tokens.length, dim }
  }
  return {
    tokensOf,
    rows: () => read(seen),
    withRows: ({ data }) => {
      const whole = read(Array.from({ length: tokenCount }, (_, token) => token))
      for (const [number, token] of seen.entries())
        whole.data.set(data.subarray(number * dim, (number + 1) * dim), token * dim)
      return whole
    },
  }
}

function readRow({ table, dim, rowOfToken, factors }: StaticModel, token: number, target: Float32Array): void {
  const start = (rowOfToken?.[token] ?? token) * dim
  const factor = factors?.[token] ?? 1
  for (let i = 0; i < dim; i++) target[i] = (table[start + i] as number) * factor
}
