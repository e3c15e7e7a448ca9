import type { ReactNode } from 'react'
import type { Concern } from '../../../../src/read/advice/concern.ts'
import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import { useMay } from '../../data/session.ts'
import { CopyLine } from '../../parts/copy-line.tsx'
import { KillTarget, ReleaseTarget } from '../../parts/target-buttons.tsx'
import { useActing } from './commands/acting.ts'
import { CommandButton, SettleButton } from './commands/command-button.tsx'

/** What to do about a concern: by a button where this person may, else by the command line for someone who may. */
export function Remedy({ concern }: { concern: Concern }) {
  const buttons = useButtons(concern)
  const { remedy, lines } = concern
  const { view } = useActing()
  const isAsked = concern.concern === 'person' && isAnsweredBelow(view, concern)
  const typed = buttons === null && !inSight.has(concern.concern) && !isAsked ? lines : []
  if (remedy === '' && buttons === null && typed.length === 0) return null
  return (
    <div className="concern-remedy">
      {remedy === '' ? null : <p>{remedy.endsWith('.') ? remedy : `${remedy}.`}</p>}
      {buttons}
      {typed.map((line) => (
        <CopyLine key={line} line={line} />
      ))}
    </div>
  )
}

/** Its buttons stand with the checklist or the decision. */
const isAnsweredBelow = ({ decisions }: ChangeView, { item }: Concern): boolean =>
  item !== null && (item.includes('/') || decisions.some(({ step }) => step === item))

/** Their buttons stand above, with what else can be done to the whole change. */
const inSight: ReadonlySet<Concern['concern']> = new Set(['paused', 'blocked', 'stuck'])

function useButtons({ concern, item, target }: Concern): ReactNode {
  const { view, offers, look, gone } = useActing()
  const may = useMay()
  if (gone) return null
  if (item !== null) {
    const offered = offers.find((one) => one.item?.id.replace(/^accept:/, '') === item)?.item
    if (offered == null) return null
    const of = view.steps.some(({ id }) => id === item) ? 'step' : offered.of
    return <SettleButton item={item} of={of} />
  }
  if (concern === 'overrun') {
    const ways = offers.filter(({ command }) => command === 'extend')
    return ways.length === 0 ? null : <CommandButton ways={ways} kind="small" />
  }
  if (concern === 'asked') {
    const ways = offers.filter(({ command }) => command === 'answer')
    return ways.length === 0
      ? null
      : ways.map((way) => <CommandButton key={`${way.send.as}`} ways={[way]} kind="small" />)
  }
  if (target === null) return null
  const of = { name: target, owner: view.id }
  if (concern === 'latched' && may('release')) return <ReleaseTarget target={of} look={look} />
  return concern === 'strayed' && may('kill') ? <KillTarget target={of} look={look} /> : null
}
