import type { Possible } from '../../../../../src/read/advice/possible.ts'
import { AskButton } from '../../../parts/ask-button.tsx'
import { useActing } from './acting.ts'
import { CommandDialog } from './command-dialog.tsx'
import { labelOf } from './command-words.ts'

/** One command, or the several ways to settle one thing: the button that asks for it. */
export function CommandButton({
  ways,
  kind = '',
  id,
}: {
  /** At least one. */
  ways: readonly Possible[]
  kind?: 'red' | 'stops' | 'small' | ''
  id?: string
}) {
  const { view, look } = useActing()
  const [first] = ways
  if (first === undefined) return null
  return (
    <AskButton
      {...(id === undefined ? {} : { id })}
      {...(first.item === null ? {} : { about: first.item.title })}
      label={labelOf(first, view)}
      kind={kind}
    >
      {(close) => <CommandDialog view={view} ways={ways} look={look} close={close} />}
    </AskButton>
  )
}

/** The word of a person on a step, checklist item or undo; nothing where it is not wanted or not permitted. */
export function SettleButton({ item, of }: { item: string; of: NonNullable<Possible['item']>['of'] }) {
  const { offers } = useActing()
  const ways = offers.filter(
    (one) => one.item?.of === of && (one.item.id === item || one.item.id === `accept:${item}`),
  )
  return ways.length === 0 ? null : <CommandButton ways={ways} kind="small" />
}
