import type { RolloutView } from '../../read/rollout-view.ts'
import type { RuleOnTarget, RuleView } from '../../read/rule-view.ts'
import { type Frame, headed, type Tone, toned } from './frame.ts'
import { clip, pad, padLeft, plain } from './text.ts'
import { span } from './time.ts'

/** Gates and guards with the numbers that decide, target by target. */
export function drawRules({ rules, phase }: RolloutView, frame: Frame): readonly string[] {
  return rules.flatMap((rule) => {
    const head = clip(
      `${plain(rule.signal)} ${rule.wanted}${rule.kind === 'guard' ? `: ${rule.otherwise}` : ''}`,
      frame.columns - 11,
    )
    const lines = rule.targets.map((on) => lineOf(rule, on, phase === 'left' || phase === 'done', frame))
    return headed(frame.paint, rule.kind === 'gate' ? 'Gate' : 'Guard', [head, ...lines])
  })
}

function lineOf(rule: RuleView, on: RuleOnTarget, over: boolean, { paint, now, columns }: Frame): string {
  const widest = Math.min(16, Math.max(...rule.targets.map(({ target }) => target.length)))
  const [mark, words, tone] = verdictOf(rule, on, over, now)
  const value = padLeft(on.shown ?? '-', 10)
  const samples = padLeft(`${on.samples.toLocaleString('en-US')} samples`, 15)
  const room = Math.max(10, columns - widest - 43)
  return `  ${pad(clip(plain(on.target), widest), widest)} ${on.watched ? value : paint.dim(value)} ${paint.dim(samples)}   ${toned(paint, tone, `${mark} ${clip(words, room)}`)}`
}

/** No data and inconclusive are verdicts of their own, never green. */
function verdictOf(
  rule: RuleView,
  on: RuleOnTarget,
  over: boolean,
  now: number,
): readonly [string, string, Tone] {
  if (on.silentSince !== null) return ['?', `NO DATA for ${span(now - Date.parse(on.silentSince))}`, 'bad']
  switch (on.verdict) {
    case null:
      return [
        '·',
        over
          ? 'not judged'
          : rule.kind === 'gate' && !on.watched
            ? 'judged while a stage holds'
            : 'not judged yet',
        'quiet',
      ]
    case 'worse':
      return [
        '✗',
        `${rule.kind === 'guard' ? 'TRIPPED' : 'does not hold'}${on.sharedIncident ? ', stable too' : ''}`,
        'bad',
      ]
    case 'no-worse':
      return ['✓', rule.kind === 'guard' ? 'quiet' : 'holds', on.watched ? 'good' : 'quiet']
    case 'inconclusive':
      return [
        '~',
        on.samples < on.minSamples
          ? `${on.minSamples.toLocaleString('en-US')} samples needed`
          : 'inconclusive',
        'wait',
      ]
    // Not silent yet: nobody has come since the watch began.
    case 'no-data':
      return ['·', 'no requests yet', 'wait']
    case 'assumption-violated':
      return ['!', 'assumption violated', 'bad']
  }
}
