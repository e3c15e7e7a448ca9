import type { ChangeView } from '../../../../src/read/change-view.ts'
import type { CommandName } from '../../data/command.ts'
import { session } from '../../data/session.ts'
import { useStore } from '../../data/store.ts'
import { CopyLine } from '../../parts/copy-line.tsx'
import { CommandButton } from './command-button.tsx'

export const RED_BUTTON = 'red-button'

/** Stops it and takes it back; beside it, what only holds it. Who may not is told who may. */
export function RedButton({ view, look }: { view: ChangeView; look: () => void }) {
  const now = useStore(session)
  const may = now.state === 'in' ? now.view.permissions : []
  const would = (command: CommandName) =>
    view.possible.find((one) => one.command === command)?.answer === 'would-do'
  const red =
    may.includes('command-change') && would('abort')
      ? 'abort'
      : may.includes('kill') && would('kill')
        ? 'kill'
        : null
  const held = may.includes('command-change')
    ? would('resume')
      ? 'resume'
      : would('pause')
        ? 'pause'
        : null
    : null
  return (
    <>
      {red === null ? (
        <NoButton view={view} may={may.includes('command-change')} />
      ) : (
        <CommandButton
          id={RED_BUTTON}
          view={view}
          command={red}
          label={labelOf(red, view)}
          look={look}
          kind="red"
        />
      )}
      {held === null ? null : (
        <CommandButton
          view={view}
          command={held}
          label={held === 'pause' ? 'Pause' : 'Resume'}
          look={look}
          kind="plain"
        />
      )}
    </>
  )
}

function labelOf(red: 'abort' | 'kill', { startedAt, status }: ChangeView): string {
  if (red === 'kill') return 'Kill: close every target'
  if (startedAt === null) return 'Cancel this change'
  return status === 'rolling-back' ? 'Close at once' : 'Abort: everyone to stable'
}

function NoButton({ view: { id }, may }: { view: ChangeView; may: boolean }) {
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
