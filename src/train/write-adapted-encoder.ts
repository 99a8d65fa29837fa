/** @file The folder of an adapted encoder: model2vec's layout, and a card for people and one for programs. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from '../base/write-file.ts'
import { CARD_FILE } from '../encode/model-card.ts'
import { quantiseRows } from '../encode/quantise-rows.ts'
import { encodeSafetensors } from '../tensor/safetensors.ts'
import type { AdaptedEncoder, AdaptReport } from './adapt-encoder.ts'
import type { GateFigure } from './gate.ts'

export interface WriteAdaptedOptions {
  /** Made if absent. */
  readonly output: string
  /** What the card says besides, such as the collection and its change number. */
  readonly origin?: Readonly<Record<string, string | number>> | undefined
}

/** config.json comes last: a folder without it is no encoder. The same adaptation gives the same bytes. */
export function writeAdaptedEncoder(
  { adapted, report }: { readonly adapted: AdaptedEncoder; readonly report: AdaptReport },
  { output, origin = {} }: WriteAdaptedOptions,
): void {
  const { source, table } = adapted
  const { codes, factors } = quantiseRows(table)
  const write = (name: string, content: Uint8Array | string): void => writeFileAtomically(join(output, name), [content])
  mkdirSync(output, { recursive: true })
  write(
    'model.safetensors',
    encodeSafetensors({
      embeddings: { type: 'I8', shape: [table.rows, table.dim], data: codes },
      weights: { type: 'F32', shape: [table.rows], data: factors },
    }),
  )
  write('tokenizer.json', JSON.stringify(source.tokenizer))
  const { truncate_dim: _, ...options } = source.options
  if (Object.keys(options).length > 0) write('config_sentence_transformers.json', json(options))
  write(CARD_FILE, json({ hybridWeight: report.hybridWeight, origin, adapted: report }))
  write('README.md', card(report, origin))
  const config = {
    model_type: 'model2vec',
    normalize: true,
    max_length: source.model.tokensMax ?? null,
    embedding_dtype: 'int8',
    hidden_dim: table.dim,
  }
  write('config.json', json(config))
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const row = (name: string, { queries, before, after, low, high }: GateFigure): string =>
  `| ${[name, queries, ...[before, after, low, high].map((value) => (100 * value).toFixed(1))].join(' | ')} |`

function card(report: AdaptReport, origin: Readonly<Record<string, string | number>>): string {
  const { gate, encoder, encoderFingerprint, fields, pairs } = report
  return `# An adapted encoder

Made by \`attune adapt\` from \`${encoder}\` and documents alone: no queries, no judgements.

- Base: \`${encoder}\`, fingerprint ${encoderFingerprint}
${Object.entries(origin)
  .map(([key, value]) => `- ${key}: ${value}\n`)
  .join('')}- Documents: ${report.documents}, of which ${report.sampled} were looked at; fields ${fields.join(', ')}
- Seed ${report.seed}, ${report.steps} steps
- Pairs: ${Object.entries(pairs)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')}
- Weight beside words: ${report.hybridWeight}

nDCG@10 in percent on queries made of held-out documents, before and after, and the 95% interval of the difference:

| queries | n | before | after | low | high |
|---|---|---|---|---|---|
${gate ? [row('all', gate.all), ...Object.entries(gate.kinds).map(([kind, figure]) => row(kind, figure)), row('found by words', gate.foundByWords)].join('\n') : ''}

${report.reason}
`
}
