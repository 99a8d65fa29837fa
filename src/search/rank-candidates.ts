/** @file From a plan's stages to one ranking: by the engine in one request where it can, else stage by stage and fused here. */
import type { CollectionView, NativeAnswer } from '../store/collection.ts'
import { requestOf, type Search, type StageAnswer } from './ask-stage.ts'
import type { Fused } from './fusion/fuse.ts'
import { fuse, fusionName, fusionRequest } from './fusion/fusions-table.ts'
import { stageIsApproximate, stageName } from './stages/stages-table.ts'

/** Where the parts of a plan ran: stages by name, "fuse:NAME", "rerank:NAME". */
export interface Execution {
  /** In the engine behind the collection. */
  readonly native: readonly string[]
  /** In this process. */
  readonly here: readonly string[]
  /** Those of both whose result may differ from what the plan says exactly. */
  readonly approximate: readonly string[]
}

export interface Ranked {
  readonly stages: readonly StageAnswer[]
  /** Every candidate, best first. */
  readonly ranking: readonly Fused[]
  /** Milliseconds by stage; "answer" for a plan that the engine answered as a whole. */
  readonly stageMs: Readonly<Record<string, number>>
  /** Only of a collection with an engine that can answer plans. */
  readonly execution?: Execution
}

export async function rankCandidates(view: CollectionView, search: Search): Promise<Ranked> {
  const start = performance.now()
  const native = await answerNatively(view, search)
  if (native !== undefined) return presentNative(native, search, performance.now() - start)
  const ranked = await rankHere(view, search)
  return view.answer === undefined ? ranked : { ...ranked, execution: executionOfStages(search) }
}

async function answerNatively(view: CollectionView, search: Search): Promise<NativeAnswer | undefined> {
  const { retrieve, fuse: fusion, rerank, offset, limit } = search.options.plan
  const { nativeFusions } = search.collection.capabilities
  if (view.answer === undefined || (fusion !== undefined && !nativeFusions.includes(fusionName(fusion))))
    return undefined
  return view.answer({
    retrieve: retrieve.map((stage) => requestOf(stage, search)),
    ...(fusion === undefined ? {} : { fuse: fusionRequest(fusion) }),
    limit: Math.max(offset + limit, rerank?.top ?? 0),
  })
}

function presentNative({ ranking, stages, isFusionApproximate }: NativeAnswer, search: Search, ms: number): Ranked {
  const { retrieve, fuse: fusion } = search.options.plan
  const names = retrieve.map(stageName)
  const fusing = fusion === undefined ? [] : [`fuse:${fusionName(fusion)}`]
  return {
    stages: retrieve.map((stage, index) => ({ stage, candidates: stages[index]?.candidates ?? [] })),
    ranking: ranking.map(({ key, score, parts = [] }) => ({ key, score, parts })),
    stageMs: { answer: ms },
    execution: {
      native: [...names, ...fusing],
      here: [],
      approximate: [
        ...names.filter((_, index) => stages[index]?.isApproximate === true),
        ...(isFusionApproximate ? fusing : []),
      ],
    },
  }
}

async function rankHere(view: CollectionView, search: Search): Promise<Ranked> {
  const { retrieve, fuse: fusion } = search.options.plan
  const stageMs: Record<string, number> = {}
  const stages: StageAnswer[] = []
  for (const stage of retrieve) {
    search.options.signal?.throwIfAborted()
    const start = performance.now()
    stages.push({ stage, candidates: await view.retrieve(requestOf(stage, search)) })
    stageMs[stageName(stage)] = (stageMs[stageName(stage)] ?? 0) + performance.now() - start
  }
  const rankings = stages.map(({ candidates }) => candidates)
  const ranking =
    fusion === undefined
      ? (rankings[0] ?? []).map(({ key, score }) => ({ key, score, parts: [score] }))
      : fuse(rankings, fusion)
  return { stages, ranking, stageMs }
}

function executionOfStages({ options: { plan }, collection: { capabilities } }: Search): Execution {
  return {
    native: plan.retrieve.map(stageName),
    here: plan.fuse === undefined ? [] : [`fuse:${fusionName(plan.fuse)}`],
    approximate: plan.retrieve.filter((stage) => stageIsApproximate(stage, capabilities)).map(stageName),
  }
}
