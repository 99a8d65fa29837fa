/** @file The folder of an adapted encoder: model2vec's layout, and a card for people and one for programs. */
import { writeStaticFolder } from '../encode/write-static-folder.ts'
import type { Adaptation, AdaptedEncoder, AdaptReport } from './adapt-encoder.ts'
import type { GateFigure } from './gate.ts'

export interface WriteAdaptedOptions {
  /** Created if absent. */
  readonly output: string
  /** Additional entries of the card, such as the collection and its change number. */
  readonly origin?: Readonly<Record<string, string | number>> | undefined
}

/** The same adaptation gives the same bytes. */
export function writeAdaptedEncoder(
  { adapted, report }: Pick<Adaptation, 'report'> & { readonly adapted: AdaptedEncoder },
  { output, origin = {} }: WriteAdaptedOptions,
): void {
  const { source, table } = adapted
  const { truncate_dim: _, ...options } = source.options
  writeStaticFolder(output, {
    table,
    tokenizer: source.tokenizer,
    tokensMax: source.model.tokensMax,
    options,
    card: { hybridWeight: report.hybridWeight, origin, adapted: report },
    readme: card(report, origin),
  })
}

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
- Weight in hybrid search: ${report.hybridWeight}

nDCG@10 in percent on queries made of held-out text, before and after, and the 90% interval of the difference:

| queries | n | before | after | low | high |
|---|---|---|---|---|---|
${gate ? [row('all', gate.all), ...Object.entries(gate.kinds).map(([kind, figure]) => row(kind, figure)), row('found by words', gate.foundByWords)].join('\n') : ''}

${report.reason}
`
}
