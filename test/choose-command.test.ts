import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Choice, Report, Tuning } from '../src/index.ts'
import { repository, runAttune, temporaryFolder } from './run-attune.ts'

const SAMPLE = ['--dataset', join(repository, 'samples/help-centre')]

const evaluated = (cwd: string): Report => {
  const { code, stdout } = runAttune(['eval', ...SAMPLE, '--plan', 'plan.json', '--json', '--quiet'], { cwd })
  expect(code).toBe(0)
  return JSON.parse(stdout) as Report
}

test('attune tune writes a plan that attune eval takes as it is', () => {
  const cwd = temporaryFolder()
  const { code, stdout } = runAttune(['tune', ...SAMPLE, '--output', 'plan.json', '--json', '--quiet'], { cwd })
  expect(code).toBe(0)
  const { plan, heldOut } = JSON.parse(stdout) as Tuning
  expect(heldOut?.b).toBe('tuned')
  expect(JSON.parse(readFileSync(join(cwd, 'plan.json'), 'utf8'))).toEqual(plan)
  expect(evaluated(cwd).plans[0]?.plan.retrieve).toEqual(plan.retrieve)
})

test('attune choose writes a plan whose p95 holds when it is served', () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'sla.json'), '{ "p95Ms": 1000, "concurrency": 2 }')
  const args = ['choose', ...SAMPLE, '--sla', 'sla.json', '--output', 'plan.json', '--json', '--quiet']
  const { code, stdout } = runAttune(args, { cwd })
  expect(code).toBe(0)
  expect((JSON.parse(stdout) as Choice).recommended.latencyMs.p95).toBeLessThan(1000)
  expect(evaluated(cwd).plans[0]?.latencyMs.p95).toBeLessThan(1000)
})

test('attune tune and choose refuse what cannot be meant', () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'sla.json'), '{ "p95": 1000 }')
  const outcome = runAttune(['choose', ...SAMPLE, '--sla', 'sla.json'], { cwd })
  expect([outcome.code, outcome.stderr]).toEqual([2, expect.stringContaining('SELECT_SLA_INVALID')])
  expect(runAttune(['tune', ...SAMPLE, '--metric', 'nope@3'], { cwd }).stderr).toContain('METRICS_UNKNOWN')
})
