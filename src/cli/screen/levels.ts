import type { ChangeView } from '../../read/change/change-view.ts'
import { levelLimits, levelMark } from '../../read/words/level.ts'
import { type Frame, GLYPHS, headed, toned } from './frame.ts'
import { clip, pad, padLeft, plain } from './text.ts'

/** Levels of signals, which decide nothing, target by target. */
export const drawLevels = ({ levels }: ChangeView, { paint, now, columns }: Frame): readonly string[] =>
  levels.flatMap((level) => {
    const widest = Math.min(16, Math.max(...level.targets.map(({ target }) => target.length)))
    const head = clip(`${plain(level.signal)} ${levelLimits(level)}`, columns - 11)
    const lines = level.targets.map((on) => {
      const { sign, tone, word, more } = levelMark(on, now)
      const words = `${tone === 'bad' ? word.toUpperCase() : word}${more}`
      const value = padLeft(on.shown ?? '-', 10)
      return `  ${pad(clip(plain(on.target), widest), widest)} ${on.watched ? value : paint.dim(value)}   ${toned(paint, tone, `${GLYPHS[sign]} ${clip(words, Math.max(10, columns - widest - 27))}`)}`
    })
    return headed(paint, 'Level', [head, ...lines])
  })

/** What the deployed sides say of themselves, a line each. */
export function drawProbes({ probes }: ChangeView, { paint, columns }: Frame): readonly string[] {
  const lines = probes.map(({ sentence, asked, silentSince, probes: all }) => {
    const words = clip(plain(sentence), columns - 11)
    if (!asked) return paint.dim(words)
    const isBad = silentSince !== null || all.some(({ now, kind }) => now === 'failing' && kind !== 'shown')
    const isOpen = all.some(({ now }) => now !== 'well')
    return toned(paint, isBad ? 'bad' : isOpen ? 'wait' : 'good', words)
  })
  return headed(paint, 'Probes', lines)
}
