import type { LoopView } from '../records/server-view.ts'
import { span } from './time.ts'

/** `reconcile-traffic of staging/wix` */
export const loopName = ({ name, of }: Pick<LoopView, 'name' | 'of'>): string =>
  of === null ? name : `${name} of ${of}`

/** Whether a person should look. A single failure is one too: it is what an outage begins with. */
export const needsLook = ({ state }: Pick<LoopView, 'state'>): boolean =>
  state === 'failing' || state === 'standing'

/** One sentence on how it stands, for terminal and page; `now` in ms. */
export function loopWords(loop: LoopView, now: number): string {
  const { state, failures, error, lagMs, limitMs, lastSucceededAt } = loop
  switch (state) {
    case 'starting':
      return 'has only just begun'
    case 'working':
      return lagMs < 1_000 ? 'works' : `works, ${span(lagMs)} late`
    case 'failing':
      return `fails, ${failures === 1 ? 'once' : `${failures} times in a row`}, ${since(lastSucceededAt, now)}: ${error ?? 'it does not say why'}`
    case 'standing':
      return `stands: no round has ended within ${span(limitMs)}, ${since(lastSucceededAt, now)}`
  }
}

const since = (succeededAt: string | null, now: number): string =>
  succeededAt === null
    ? 'and never worked'
    : `and last worked ${span(Math.max(0, now - Date.parse(succeededAt)))} ago`
