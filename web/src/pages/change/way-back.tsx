import { useEffect, useState } from 'react'
import { Link } from 'react-aria-components'
import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import type { RevertView } from '../../../../src/read/revert/revert-view.ts'
import { Refused } from '../../data/api.ts'
import { newKey } from '../../data/command.ts'
import { foreseeRevert, openRevert } from '../../data/revert.ts'
import { useMay } from '../../data/session.ts'
import { AskButton } from '../../parts/ask-button.tsx'
import { Choices } from '../../parts/choices.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Reason } from '../../parts/reason.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { navigate } from '../../shell/routes.ts'
import { useActing } from './commands/acting.ts'

/** What a change took back, what took it back, or how it can be taken back; nothing where none of these is so. */
export function WayBack({ view }: { view: ChangeView }) {
  const { reverts, revertedBy, revertible, id } = view
  const { gone } = useActing()
  const may = useMay()
  if (reverts === null && revertedBy === null && revertible === null) return null
  return (
    <Panel title="Way back">
      {reverts === null ? null : (
        <p>
          Takes back <Link href={`/changes/${reverts.change}`}>{reverts.change}</Link>: {reverts.because}
        </p>
      )}
      {reverts === null || reverts.leaves.length === 0 ? null : <Leaves leaves={reverts.leaves} />}
      {revertedBy === null ? null : (
        <p>
          Reverted by <Link href={`/changes/${revertedBy}`}>{revertedBy}</Link>
        </p>
      )}
      {revertible === null ? null : (
        <>
          <p className="soft">
            <Sentence text={revertible.sentence} />
          </p>
          {gone || !may('open-change') ? null : (
            <AskButton label="Revert" about={id}>
              {(close) => <RevertDialog view={view} close={close} />}
            </AskButton>
          )}
        </>
      )}
    </Panel>
  )
}

function Leaves({ leaves }: { leaves: readonly string[] }) {
  return (
    <>
      <p>It leaves as they are:</p>
      <ul className="told">
        {leaves.map((sentence) => (
          <li key={sentence}>
            <Sentence text={sentence} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** Says what it would do, as the server foresees it, before anybody can confirm it. */
function RevertDialog({ view: { id, title }, close }: { view: ChangeView; close: () => void }) {
  const [key] = useState(newKey)
  const [gradual, setGradual] = useState(false)
  const [because, setBecause] = useState('')
  const { revert, problem } = useForeseen(id, gradual)
  const plan = revert?.plan ?? null
  const send = async () => {
    if (plan === null) return
    const made = await openRevert({ id, gradual, because: because.trim(), seen: plan.seen, key })
    navigate(`/changes/${made}`)
  }
  return (
    <Confirm
      title={`Revert ${id}?`}
      about={title}
      yes="Revert it"
      kind="red"
      ready={missing(plan, because)}
      send={send}
      done="The revert is open."
      close={close}
    >
      <Choices
        label="How?"
        chosen={gradual ? 'gradual' : 'once'}
        choose={(value) => setGradual(value === 'gradual')}
        choices={[
          { value: 'once', title: 'At once', more: "everybody together, under the plan's guards" },
          { value: 'gradual', title: 'By stages', more: "by the plan's stages, gates and guards" },
        ]}
      />
      <div aria-live="polite">
        {plan === null ? (
          <p>{problem ?? refusalOf(revert)}</p>
        ) : (
          <>
            <ul className="told">
              {plan.does.map((sentence) => (
                <li key={sentence}>
                  <Sentence text={sentence} />
                </li>
              ))}
            </ul>
            {plan.leaves.length === 0 ? null : <Leaves leaves={plan.leaves} />}
          </>
        )}
      </div>
      <Reason label="Why? It stands in the journal." value={because} change={setBecause} autoFocus />
    </Confirm>
  )
}

function missing(plan: RevertView['plan'], because: string): string | null {
  if (plan === null) return 'Nobody knows yet what it would do.'
  return because.trim() === '' ? 'Say why: it stands in the journal.' : null
}

function refusalOf(revert: RevertView | null): string {
  const refused = revert?.refused
  return refused == null ? 'Asking what it would do …' : `${refused.because}. ${refused.remedy}`
}

type Foreseen = { readonly revert: RevertView | null; readonly problem: string | null }

function useForeseen(id: string, gradual: boolean): Foreseen {
  const [foreseen, setForeseen] = useState<Foreseen>({ revert: null, problem: null })
  useEffect(() => {
    let current = true
    const show = (next: Foreseen) => {
      if (current) setForeseen(next)
    }
    show({ revert: null, problem: null })
    foreseeRevert(id, gradual).then(
      (revert) => show({ revert, problem: null }),
      (error: unknown) =>
        show({
          revert: null,
          problem: error instanceof Refused ? error.message : 'The server does not answer.',
        }),
    )
    return () => {
      current = false
    }
  }, [id, gradual])
  return foreseen
}
