/** @file The result of an adaptation, for people: before and after on queries made of held-out text, whether it is used, and why. */
import type { CollectionAdaptation } from '../adapt/adapt-collection.ts'
import type { Report } from '../evaluate/report.ts'
import type { GateFigure } from '../train/gate.ts'
import { formatTable, visible } from './terminal.ts'

const percent = (value: number): string => (100 * value).toFixed(1)
const signed = (value: number): string => `${value < 0 ? '' : '+'}${percent(value)}`

export function describeAdaptation(report: CollectionAdaptation): string {
  return [...figures(report), visible(verdict(report)), visible(report.reason), ...nextStep(report).map(visible)].join(
    '\n',
  )
}

/** What adapting did to an evaluation; nothing where there was none. */
export function describeAdapted({ plans, before, adapt }: Report): string[] {
  if (before === undefined || adapt === undefined) return []
  const [metric = ''] = Object.keys(plans[0]?.metrics ?? {})
  const rows = plans.map(({ name, metrics }) => {
    const was = before.find((plan) => plan.name === name)?.metrics[metric]?.value ?? 0
    const is = metrics[metric]?.value ?? 0
    return [name, percent(was), percent(is), signed(is - was)]
  })
  const table = formatTable(
    [
      { title: `${metric}, encoder` },
      { title: 'original', align: 'right' },
      { title: adapt.kept ? 'adapted' : 'not adapted', align: 'right' },
      { title: '', align: 'right' },
    ],
    rows,
  )
  const kept = adapt.kept ? `weight in hybrid search ${adapt.hybridWeight}` : 'the original encoder was kept'
  const sentences = (adapt.comparisons ?? []).filter(
    (comparison) => comparison.metric === metric && comparison.delta !== 0,
  )
  const compared = sentences.map(({ sentence }) => `${visible(sentence)}\n`).join('')
  return [
    `${table}\n\n${compared}${visible(`${stepsOf(adapt)} in ${adapt.seconds.toFixed(1)} s; ${kept}. ${adapt.reason}`)}`,
  ]
}

const stepsOf = ({ steps }: Pick<CollectionAdaptation, 'steps'>): string =>
  `${steps.toLocaleString('en')} ${steps === 1 ? 'step' : 'steps'}`

/** nDCG@10 in percent. */
function figures({ gate }: CollectionAdaptation): string[] {
  if (gate === undefined) return []
  const rows: (readonly [string, GateFigure])[] = [
    ['all', gate.all],
    ...Object.entries(gate.kinds),
    ['found by words', gate.foundByWords],
  ]
  const table = formatTable(
    [
      { title: 'queries made of held-out text' },
      { title: 'n', align: 'right' },
      { title: 'before', align: 'right' },
      { title: 'after', align: 'right' },
      { title: 'nDCG@10, 90% interval of the difference', align: 'right' },
    ],
    rows.map(([name, { queries, before, after, difference, low, high }]) => [
      name,
      String(queries),
      percent(before),
      percent(after),
      `${signed(difference)} [${signed(low)}, ${signed(high)}]`,
    ]),
  )
  return [table, '']
}

function verdict({ kept, dryRun, collection, steps, seconds, hybridWeight, now }: CollectionAdaptation): string {
  const took = steps === 0 ? '' : ` ${stepsOf({ steps })} in ${seconds.toFixed(1)} s.`
  if (!kept) return `Not kept: ${collection} still uses ${now.ref}.${took}`
  const weight = `weight in hybrid search ${hybridWeight}`
  if (dryRun) return `The adapted encoder would be kept (${weight}); nothing was changed.${took}`
  return `Kept: ${collection} now uses its adapted encoder, ${weight}.${took}`
}

const nextStep = ({ kept, dryRun, collection, now }: CollectionAdaptation): string[] =>
  kept && !dryRun
    ? [`It is stored in ${now.ref}. To restore the original encoder: attune adapt --revert --collection ${collection}`]
    : []
