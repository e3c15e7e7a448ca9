import type { ChangeView } from '../../../../src/read/change-view.ts'
import type { Possible } from '../../../../src/read/possible.ts'
import { session } from '../../data/session.ts'
import { useStore } from '../../data/store.ts'
import { Panel } from '../../parts/panel.tsx'
import { CommandButton } from './command-button.tsx'

const LABELS = { promote: 'Promote', rollback: 'Roll back step by step', kill: 'Kill' } as const
type Listed = keyof typeof LABELS

/** What else can be done, each with what it does or why it cannot be done now. */
export function Actions({ view, gone, look }: { view: ChangeView; gone: boolean; look: () => void }) {
  const now = useStore(session)
  const may = now.state === 'in' ? now.view.permissions : []
  const listed = view.possible.filter((one): one is Possible & { command: Listed } => isShown(one, view))
  const permitted = listed.filter(({ command }) =>
    may.includes(command === 'kill' ? 'kill' : 'command-change'),
  )
  if (gone || permitted.length === 0) return null
  return (
    <Panel title={view.endedAt === null ? 'What else you can do' : 'What you can still do'}>
      <ul className="actions">
        {permitted.map((one) => (
          <li key={one.command}>
            {one.answer === 'would-do' ? (
              <CommandButton
                view={view}
                command={one.command}
                label={LABELS[one.command]}
                look={look}
                kind="plain"
              />
            ) : (
              <span className="cannot">{LABELS[one.command]}: not now</span>
            )}
            <p className="soft">
              {one.because === null ? one.consequence : `${sentence(one.because)} ${one.remedy ?? ''}`}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function isShown({ command, answer }: Possible, { status, endedAt }: ChangeView): boolean {
  switch (command) {
    case 'promote':
      return status === 'running' || status === 'paused'
    case 'rollback':
      return (status === 'running' || status === 'paused') && answer === 'would-do'
    case 'kill':
      return answer === 'would-do' && (endedAt === null || status === 'succeeded' || status === 'rolled-back')
    default:
      return false
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
