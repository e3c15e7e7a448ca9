import type { Possible } from '../../../../src/read/advice/possible.ts'
import { useMay } from '../../data/session.ts'
import { CopyLine } from '../../parts/copy-line.tsx'
import { useActing } from './commands/acting.ts'
import { CommandButton } from './commands/command-button.tsx'

export const RED_BUTTON = 'red-button'

/** Stops it and takes it back; beside it, what only holds it. Who may not is told who may. */
export function RedButton() {
  const { view, offers } = useActing()
  const may = useMay()
  const red = redOf(offers)
  const held = firstOf(offers, 'resume', 'pause')
  return (
    <>
      {red.length === 0 ? (
        <NoButton id={view.id} may={may('command-change')} />
      ) : (
        <CommandButton id={RED_BUTTON} ways={red} kind="red" />
      )}
      <CommandButton ways={held} />
    </>
  )
}

/** What the red button does: the abort, and once that can do nothing more, the kill. */
export const redOf = (offers: readonly Possible[]): readonly Possible[] => firstOf(offers, 'abort', 'kill')

function firstOf(offers: readonly Possible[], ...commands: readonly Possible['command'][]) {
  return commands.flatMap((command) => offers.find((one) => one.command === command) ?? []).slice(0, 1)
}

function NoButton({ id, may }: { id: string; may: boolean }) {
  if (may)
    return (
      <p className="standing-over" id={RED_BUTTON} tabIndex={-1}>
        It is on its way back already.
      </p>
    )
  return (
    <div id={RED_BUTTON} tabIndex={-1} className="no-button">
      <p>Your roles let you look. Wake an operator, or use a token that may:</p>
      <CopyLine line={`cutwater abort ${id}`} />
    </div>
  )
}
