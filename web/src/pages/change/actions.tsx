import { permissionOf } from '../../../../src/core/change/commands/command-permission.ts'
import type { Possible } from '../../../../src/read/advice/possible.ts'
import { useMay } from '../../data/session.ts'
import { unbroken } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { useActing } from './commands/acting.ts'
import { CommandButton } from './commands/command-button.tsx'
import { COMMAND_WORDS, labelOf } from './commands/command-words.ts'
import { ACTIONS } from './commands/standing-place.ts'
import { redOf } from './red-button.tsx'

/** What else can be done, each with what it does or why it cannot be done now. */
export function Actions() {
  const { view, offers, gone } = useActing()
  const may = useMay()
  // Of a change that is under way it stands above, and in red.
  const above = view.endedAt === null ? redOf(offers) : []
  const listed = view.possible.filter(
    (one) =>
      !above.includes(one) &&
      COMMAND_WORDS[one.command].isListed(one, view) &&
      may(permissionOf(one.command)),
  )
  if (gone || listed.length === 0) return null
  const stops = (one: Possible) => COMMAND_WORDS[one.command].kind(one) === 'red'
  return (
    <Panel id={ACTIONS} title={view.endedAt === null ? 'What else you can do' : 'What you can still do'}>
      <List label="To go on" listed={listed.filter((one) => !stops(one))} />
      <List label="To stop it" listed={listed.filter(stops)} kind="stops" />
    </Panel>
  )
}

/** What goes on and what stops stand apart, and look it. */
function List({ label, listed, kind }: { label: string; listed: readonly Possible[]; kind?: 'stops' }) {
  const { view } = useActing()
  if (listed.length === 0) return null
  return (
    <ul className="actions" aria-label={label}>
      {listed.map((one) => (
        <li key={labelOf(one, view)}>
          {one.answer === 'would-do' ? (
            <CommandButton ways={[one]} {...(kind === undefined ? {} : { kind })} />
          ) : (
            <span className="cannot">{labelOf(one, view)}: not now</span>
          )}
          <p className="soft">
            {unbroken(
              one.because === null ? one.consequence : `${sentence(one.because)} ${one.remedy ?? ''}`,
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
