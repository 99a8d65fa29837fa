/**
 * @file A graph of near neighbours in levels, searched from far to near: HNSW (Malkov and Yashunin, arXiv:1603.09320; "algorithm" below counts
 * theirs). Nearness is the dot product of codes; `_links.ts` says where links are.
 *
 * Differs from the paper: of equal rows only the first is in the graph, the others form a chain behind it. Hundreds of
 * copies would otherwise be each other's only neighbours, a component that no search reaches.
 */
import {
  entryAt,
  entryOf,
  numberOf,
  popBest,
  pushBestFirst,
  pushWorstFirst,
  replaceWorst,
  scoreOf,
  setEntry,
  sortBestFirst,
  sortEntries,
} from './_heap'
import { NO_ROW } from '../layout'
import { linkAt, linksMax, linksOf, m, needRow, touchLinks } from './_links'
import {
  isAllowed,
  isCopy,
  isZero,
  similarity,
  similarity0,
  similarity1,
  similarity2,
  similarity3,
  similarityOfFour,
  touchRow,
  useCodesAsQuery,
  useRowAsQuery,
} from './_rows'

export { useGraph, usePresent } from './_links'
export { isZero, useFilter, useQuery, useRows } from './_rows'

let entryRow: u32 = 0
/** -1 while the graph is empty. */
let topLevel: i32 = -1

/** Stands for no row. */
const NONE: u32 = <u32>NO_ROW
/** The next copy of each row, NONE at the end of a chain; 0 when no row has one. */
let copiesAt: usize = 0
/** The row of zeros that is in the graph. Any row is as near to it as any other, so that no search would find it. */
let zeroRow: u32 = NONE

export function useCopies(copies: usize, zero: u32): void {
  copiesAt = copies
  zeroRow = zero
}

@inline
function nextCopy(id: u32): u32 {
  return load<u32>(copiesAt + ((<usize>id) << 2))
}

function setNextCopy(id: u32, copy: u32): void {
  store<u32>(copiesAt + ((<usize>id) << 2), copy)
}

/** Where searches begin. */
export function useEntry(row: u32, level: i32): void {
  entryRow = row
  topLevel = level
}

export function entry(): u32 {
  return entryRow
}

export function entryLevel(): i32 {
  return topLevel
}

let visitedAt: usize = 0
let visitedBytes: usize = 0
let candidatesAt: usize = 0
let candidates: i32 = 0
let resultsAt: usize = 0
let results: i32 = 0
let resultsMax: i32 = 0
let freshAt: usize = 0
let codesAt: usize = 0

/**
 * Working space, all of it overwritten: `visited` one bit a row, `candidates` one entry a row, `results` one entry for
 * each that a search keeps, `fresh` more uint32 than any list of links, `codes` two bytes for each number of a row
 * (building only).
 */
export function useSpace(
  visited: usize,
  sizeBytes: usize,
  candidateHeap: usize,
  resultHeap: usize,
  fresh: usize,
  codes: usize,
): void {
  visitedAt = visited
  visitedBytes = sizeBytes
  candidatesAt = candidateHeap
  resultsAt = resultHeap
  freshAt = fresh
  codesAt = codes
}

/** Was the row new to this set of bits? It is in it now. */
@inline
function mark(bits: usize, id: u32): bool {
  const at = bits + ((<usize>(id >>> 5)) << 2)
  const word = load<u32>(at)
  const bit = <u32>1 << (id & 31)
  if ((word & bit) != 0) return false
  store<u32>(at, word | bit)
  return true
}

/** Is it too far to be kept, or to lead to rows that are kept? */
@inline
function isTooFar(entry: i64): bool {
  return results == resultsMax && entry <= entryAt(resultsAt, 0)
}

/** Rows of upper levels only show the way. */
let keepsAll: bool = false

@inline
function keep(entry: i64, id: u32): void {
  if (!keepsAll && !isAllowed(id)) return
  if (results == resultsMax) replaceWorst(resultsAt, results, entry)
  else pushWorstFirst(resultsAt, results++, entry)
}

function keepCopies(score: f32, id: u32): void {
  for (let copy = nextCopy(id); copy != NONE; copy = nextCopy(copy)) {
    const entry = entryOf(score, copy)
    if (isTooFar(entry)) return
    keep(entry, copy)
  }
}

/** Copies are results, but building links only what is in the graph. */
let keepsCopies: bool = false

/** Every row that is near enough is a candidate; only those that the filter allows are results. */
@inline
function offer(score: f32, id: u32): void {
  const entry = entryOf(score, id)
  if (isTooFar(entry)) return
  pushBestFirst(candidatesAt, candidates++, entry)
  keep(entry, id)
  if (keepsCopies) keepCopies(score, id)
}

/** Keeps the compiler from leaving out loads whose only purpose is that the memory is near when it is needed. */
let touched: u32 = 0

/**
 * Rows linked from `links` that have not been visited, into `fresh`. All of them are fetched before the first is
 * compared.
 */
@inline
function gatherFresh(links: usize): u32 {
  const count = load<u32>(links)
  let fresh: u32 = 0
  let bytes: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const id = linkAt(links, i)
    if (!mark(visitedAt, id)) continue
    needRow(id)
    store<u32>(freshAt + ((<usize>fresh) << 2), id)
    fresh++
    bytes += touchRow(id)
  }
  touched = bytes
  return fresh
}

@inline
function offerFresh(fresh: u32): void {
  let i: u32 = 0
  for (; i + 4 <= fresh; i += 4) {
    const four = freshAt + ((<usize>i) << 2)
    similarityOfFour(four)
    offer(similarity0, load<u32>(four))
    offer(similarity1, load<u32>(four, 4))
    offer(similarity2, load<u32>(four, 8))
    offer(similarity3, load<u32>(four, 12))
  }
  for (; i < fresh; i++) {
    const id = load<u32>(freshAt + ((<usize>i) << 2))
    offer(similarity(id), id)
  }
}

/**
 * Algorithm 2 from one row. Leaves the heap of results, worst first.
 *
 * @returns false when it gave up, having compared `comparisonsMax` rows
 */
function searchLevel(from: u32, score: f32, level: i32, ef: i32, comparisonsMax: u32): bool {
  beginSearch(ef)
  mark(visitedAt, from)
  offer(score, from)
  return expandCandidates(level, ef, comparisonsMax)
}

function beginSearch(ef: i32): void {
  memory.fill(visitedAt, 0, visitedBytes)
  candidates = 0
  results = 0
  resultsMax = ef
}

/** Until no candidate is near enough. */
function expandCandidates(level: i32, ef: i32, comparisonsMax: u32): bool {
  let comparisons: u32 = 0
  while (candidates > 0) {
    const nearest = popBest(candidatesAt, candidates--)
    if (results == ef && nearest < entryAt(resultsAt, 0)) break
    const fresh = gatherFresh(linksOf(numberOf(nearest), level))
    if (level == 0 && candidates > 0) touchLinks(linksOf(numberOf(entryAt(candidatesAt, 0)), 0))
    comparisons += fresh
    if (comparisons > comparisonsMax) return false
    offerFresh(fresh)
  }
  return true
}

let nearestScore: f32 = 0

/** From row to better row until none is linked: greedy search, for levels on which one row is enough. */
function descend(from: u32, level: i32): u32 {
  let nearest = from
  let isMoving = true
  while (isMoving) {
    isMoving = false
    const links = linksOf(nearest, level)
    const count = load<u32>(links)
    for (let i: u32 = 0; i < count; i++) {
      const id = linkAt(links, i)
      needRow(id)
      const score = similarity(id)
      if (score > nearestScore) {
        nearestScore = score
        nearest = id
        isMoving = true
      }
    }
  }
  return nearest
}

/** The row to begin with on `level`. */
function descendTo(level: i32): u32 {
  let nearest = entryRow
  needRow(nearest)
  nearestScore = similarity(nearest)
  for (let above = topLevel; above > level; above--) nearest = descend(nearest, above)
  return nearest
}

/**
 * Searches of level 0 begin with one row of level 1 for each 16,384 rows, 64 at most. Differs from the paper, which begins with one: the more
 * topics there are, the likelier that one is of the wrong topic, and so is all that is found from there, when searching and when linking.
 * Measured at ef 144 with 1,000,000 rows in 300 topics: 0.961 of the true ten are found from one row, 0.998 from 64, for 4% of the queries a
 * second. At 100,000 rows one is enough, and 64 would cost a fifth.
 */
const STARTS_MAX: i32 = 64
const ROWS_PER_START_BITS: usize = 14

@inline
function startsWanted(ef: i32): i32 {
  const rows = visitedBytes << 3
  return max(1, min(min(ef, STARTS_MAX), min(<i32>(4 * m), <i32>(rows >>> ROWS_PER_START_BITS))))
}

/** Leaves the rows to begin with on level 0 in `fresh`, as entries. @returns how many */
function findStarts(ef: i32): i32 {
  const above = min(topLevel, 1)
  const from = descendTo(above)
  if (above == 0) {
    setEntry(freshAt, 0, entryOf(nearestScore, from))
    return 1
  }
  keepsAll = true
  searchLevel(from, nearestScore, above, startsWanted(ef), u32.MAX_VALUE)
  keepsAll = false
  memory.copy(freshAt, resultsAt, (<usize>results) << 3)
  return results
}

/** Algorithm 5 without its last step: leaves the heap of results. @returns false when it gave up */
function searchBase(ef: i32, comparisonsMax: u32, withCopies: bool): bool {
  const starts = findStarts(ef)
  keepsCopies = withCopies
  beginSearch(ef)
  for (let i = 0; i < starts; i++) {
    const entry = entryAt(freshAt, i)
    mark(visitedAt, numberOf(entry))
    offer(scoreOf(entry), numberOf(entry))
  }
  const isDone = expandCandidates(0, ef, comparisonsMax)
  keepsCopies = false
  return isDone
}

/**
 * Algorithm 5: leaves up to ef entries (score, id) in the results, best first.
 *
 * @returns how many, -1 when it gave up
 */
export function search(ef: i32, comparisonsMax: u32): i32 {
  if (!searchBase(ef, comparisonsMax, copiesAt != 0)) return -1
  sortBestFirst(resultsAt, results)
  return results
}

/** Rows of the graph near the query, best first, in the results. */
function findNear(ef: i32): void {
  searchBase(ef, u32.MAX_VALUE, false)
  sortBestFirst(resultsAt, results)
}

/** The row of the graph that `id` is a copy of. The results are rows near it. */
function originalOf(id: u32): u32 {
  for (let i = 0; i < results; i++) {
    const near = numberOf(entryAt(resultsAt, i))
    if (isCopy(id, near)) return near
  }
  return NONE
}

/**
 * How much nearer to a taken row a candidate must be to be left out: 1 is the paper's rule, more keeps more links and
 * shortens searches. DiskANN's alpha (Subramanya et al., NeurIPS 2019). Measured with 100,000 sentence vectors and as many
 * comparisons: 1.08 misses a quarter less than 1 up to a recall of 0.988, an eighth less at 0.99. Building takes
 * longer.
 */
const ALPHA: f32 = 1.08

/**
 * Algorithm 4: from entries sorted best first, at most `most` ids into `links`, leaving out those that are nearer to
 * one already taken than to the row itself: links point into all directions. Differs from the paper: distance is what a
 * candidate's dot product lacks to the one with itself, which is half the squared Euclidean distance for unit vectors
 * and stays sensible for vectors of different lengths. The query is another afterwards.
 */
function chooseLinks(entries: usize, count: i32, most: u32, links: usize): void {
  let taken: u32 = 0
  for (let i = 0; i < count && taken < most; i++) {
    const entry = entryAt(entries, i)
    const id = numberOf(entry)
    useCodesAsQuery(id, codesAt)
    const self = similarity(id)
    if (isCovered(self - (self - scoreOf(entry)) / ALPHA, links, taken)) continue
    store<u32>(links + 4 + ((<usize>taken) << 2), id)
    taken++
  }
  store<u32>(links, taken)
}

/** Is one of the taken rows as near to the query as `score`? */
@inline
function isCovered(score: f32, links: usize, taken: u32): bool {
  let i: u32 = 0
  for (; i + 4 <= taken; i += 4) {
    similarityOfFour(links + 4 + ((<usize>i) << 2))
    if (max(max(similarity0, similarity1), max(similarity2, similarity3)) >= score) return true
  }
  for (; i < taken; i++) if (similarity(linkAt(links, i)) >= score) return true
  return false
}

/** Links of `id` chosen anew among `count` rows listed in `fresh`. */
export function relink(id: u32, level: i32, count: i32): void {
  useRowAsQuery(id, codesAt)
  let i = 0
  for (; i + 4 <= count; i += 4) {
    const four = freshAt + ((<usize>i) << 2)
    similarityOfFour(four)
    setEntry(candidatesAt, i, entryOf(similarity0, load<u32>(four)))
    setEntry(candidatesAt, i + 1, entryOf(similarity1, load<u32>(four, 4)))
    setEntry(candidatesAt, i + 2, entryOf(similarity2, load<u32>(four, 8)))
    setEntry(candidatesAt, i + 3, entryOf(similarity3, load<u32>(four, 12)))
  }
  for (; i < count; i++) {
    const other = load<u32>(freshAt + ((<usize>i) << 2))
    setEntry(candidatesAt, i, entryOf(similarity(other), other))
  }
  sortEntries(candidatesAt, count)
  chooseLinks(candidatesAt, count, linksMax(level), linksOf(id, level))
}

function addLink(from: u32, to: u32, level: i32): void {
  const links = linksOf(from, level)
  const count = load<u32>(links)
  if (count < linksMax(level)) {
    store<u32>(links + 4 + ((<usize>count) << 2), to)
    store<u32>(links, count + 1)
    return
  }
  memory.copy(freshAt, links + 4, (<usize>count) << 2)
  store<u32>(freshAt + ((<usize>count) << 2), to)
  relink(from, level, <i32>count + 1)
}

/** Puts `copy` into the chain behind `original`. */
function chain(original: u32, copy: u32): void {
  setNextCopy(copy, nextCopy(original))
  setNextCopy(original, copy)
}

/** Algorithm 1. The row's lists are empty; `ef` is the paper's efConstruction. */
export function insert(id: u32, level: i32, ef: i32): void {
  if (isZero(id)) {
    if (zeroRow != NONE) return chain(zeroRow, id)
    zeroRow = id
  }
  if (topLevel < 0) return useEntry(id, level)
  useRowAsQuery(id, codesAt)
  findNear(ef)
  const original = originalOf(id)
  if (original != NONE) return chain(original, id)
  if (level == 0) return linkTo(id, 0)
  let nearest = descendTo(level)
  for (let at = min(level, topLevel); at >= 0; at--) {
    useRowAsQuery(id, codesAt)
    searchLevel(nearest, nearestScore, at, ef, u32.MAX_VALUE)
    sortBestFirst(resultsAt, results)
    nearest = numberOf(entryAt(resultsAt, 0))
    nearestScore = scoreOf(entryAt(resultsAt, 0))
    linkTo(id, at)
  }
  if (level > topLevel) useEntry(id, level)
}

/** Links `id` with some of the results, in both directions. */
function linkTo(id: u32, level: i32): void {
  const links = linksOf(id, level)
  chooseLinks(resultsAt, results, m, links)
  const count = load<u32>(links)
  for (let i: u32 = 0; i < count; i++) addLink(linkAt(links, i), id, level)
}

/** Marks the row and its copies. @returns whether it was unreachable before */
function reach(id: u32, reached: usize): bool {
  if (!mark(reached, id)) return false
  for (let copy = nextCopy(id); copy != NONE; copy = nextCopy(copy)) mark(reached, copy)
  return true
}

/**
 * Adds to `reached` (one bit a row) whatever level 0 leads to from `from`, and its copies. Uses `stack`, one uint32 a
 * row.
 */
function flood(from: u32, reached: usize, stack: usize): void {
  reach(from, reached)
  store<u32>(stack, from)
  let depth: usize = 1
  while (depth > 0) {
    const links = linksOf(load<u32>(stack + (--depth << 2)), 0)
    const count = load<u32>(links)
    for (let i: u32 = 0; i < count; i++) {
      const id = linkAt(links, i)
      if (!reach(id, reached)) continue
      store<u32>(stack + (depth++ << 2), id)
    }
  }
}

/**
 * Links every row that no search could reach from its nearest row with room. Choosing links can leave rows without a link
 * towards them, copies of one another first of all. @returns how many rows remain unreachable, because none of the `ef`
 * nearest has room
 */
export function connect(count: u32, ef: i32, reached: usize, stack: usize): u32 {
  memory.fill(reached, 0, visitedBytes)
  flood(entryRow, reached, stack)
  let lost: u32 = 0
  for (let id: u32 = 0; id < count; id++) {
    const bit = (load<u32>(reached + ((<usize>(id >>> 5)) << 2)) >>> (id & 31)) & 1
    if (bit != 0) continue
    useRowAsQuery(id, codesAt)
    findNear(ef)
    let isLinked = false
    for (let i = 0; i < results && !isLinked; i++) {
      const from = numberOf(entryAt(resultsAt, i))
      const links = linksOf(from, 0)
      isLinked = from != id && load<u32>(links) < 2 * m
      if (isLinked) addLink(from, id, 0)
    }
    if (isLinked) flood(id, reached, stack)
    else lost++
  }
  return lost
}
