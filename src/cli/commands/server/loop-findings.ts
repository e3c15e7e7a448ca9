import type { LoopView } from '../../../read/records/server-view.ts'
import { loopName, loopWords, needsLook } from '../../../read/words/loop.ts'
import { plain } from '../../screen/text.ts'

type LoopFinding = { readonly what: 'loop' | 'loops'; readonly is: 'good' | 'bad'; readonly says: string }

/** A loop that fails or stands is said by itself, with what to do; those that work are one line. */
export function loopFindings(loops: readonly LoopView[], now: number): readonly LoopFinding[] {
  const ill = loops.filter(needsLook)
  const well = loops.filter((loop) => !needsLook(loop))
  return [
    ...ill.map(
      (loop): LoopFinding => ({
        what: 'loop',
        is: 'bad',
        says: plain(`${loopName(loop)} ${loopWords(loop, now)}. ${loop.remedy}`),
      }),
    ),
    ...(well.length === 0 ? [] : [{ what: 'loops', is: 'good', says: wellWords(well) } as const]),
  ]
}

function wellWords(loops: readonly LoopView[]): string {
  const lagMs = Math.round(Math.max(...loops.map((loop) => loop.lagMs)))
  return `${loops.length === 1 ? 'one works' : `${loops.length} work`}; the latest is ${lagMs} ms late`
}
