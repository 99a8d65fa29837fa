/** Writes dist/plan.schema.json, the JSON Schema of plan files, from the schema that plans are checked by. */
import { writeFileSync } from 'node:fs'
import { toJsonSchema } from '@valibot/to-json-schema'
import { planSchema } from '../dist/search/plan-schema.js'
import { anyFilterSchema } from '../dist/store/filter/filter-schema.js'

const FILTER = '#/$defs/filter'

// What JSON Schema cannot say (as many weights as stages, at least one bound) stays for parsePlan to check.
const { $schema, $defs, $ref } = toJsonSchema(planSchema, {
  errorMode: 'ignore',
  typeMode: 'input',
  target: 'draft-07',
  definitions: { filter: anyFilterSchema },
})

const definitionOf = (ref) => $defs[ref.split('/').at(-1)]

/** References in their place; a filter, which holds filters, stays one. */
function inlined(node) {
  if (Array.isArray(node)) return node.map(inlined)
  if (typeof node !== 'object' || node === null) return node
  if (typeof node.$ref === 'string' && node.$ref !== FILTER) return inlined(definitionOf(node.$ref))
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inlined(value)]))
}

const schema = {
  $schema,
  title: 'Attune search plan',
  description: 'How a query is answered. Every key but "retrieve" has a default; docs/plans.md lists them.',
  ...inlined(definitionOf($ref)),
  $defs: { filter: inlined($defs.filter) },
}
writeFileSync(new URL('../dist/plan.schema.json', import.meta.url), `${JSON.stringify(schema, null, 2)}\n`)
