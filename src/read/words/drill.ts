import type { DrillView } from '../drills/drill-view.ts'
import { span } from './time.ts'
import type { Tone } from './tone.ts'

type Said = { readonly words: string; readonly tone: Tone }

type Told = Pick<DrillView, 'outcome' | 'because' | 'requests' | 'failed' | 'at'>

/** What a drill came to, in one sentence. */
export function drillWords({ outcome, because, requests, failed, at }: Told): Said {
  switch (outcome) {
    case 'under-way':
      return { words: 'The drill is under way', tone: 'quiet' }
    case 'proven': {
      const counted =
        at === null
          ? '; it moves no traffic, so no request was counted'
          : `, and ${failed === 0 ? 'none' : failed} of ${requests.toLocaleString('en-US')} ${requests === 1 ? 'request' : 'requests'} failed`
      return { words: `The rollback kept its limits${counted}`, tone: 'good' }
    }
    case 'not-proven':
      return { words: `The rollback is not proven: ${because.join('; ')}`, tone: 'bad' }
  }
}

/** `3d ago`. */
export function ageWords(
  { endedAt, startedAt }: Pick<DrillView, 'endedAt' | 'startedAt'>,
  now: number,
): string {
  const age = Math.max(0, now - Date.parse(endedAt ?? startedAt))
  return endedAt === null ? `began ${span(age)} ago` : `${span(age)} ago`
}
