import { useState } from 'react'
import type { TargetView } from '../../../src/read/records/target-view.ts'
import { killWords, releaseWords } from '../../../src/read/words/target-commands.ts'
import { newKey } from '../data/command.ts'
import { killTarget, releaseTarget } from '../data/target.ts'
import { AskButton } from './ask-button.tsx'
import { Confirm } from './confirm.tsx'
import { CopyLine } from './copy-line.tsx'
import { Reason, reasonOr, WHY_IF_YOU_LIKE } from './reason.tsx'

type Target = Pick<TargetView, 'name' | 'owner'>
type Acted = { target: Target; look: () => void; close: () => void }

/** Closes one target for good, whatever moves it. */
export function KillTarget({ target, look }: { target: Target; look: () => void }) {
  return (
    <AskButton label="Kill" about={target.name} kind="small stops">
      {(close) => <ConfirmKill target={target} look={look} close={close} />}
    </AskButton>
  )
}

/** Lifts the latch of a kill. */
export function ReleaseTarget({ target, look }: { target: Target; look: () => void }) {
  return (
    <AskButton label="Release" about={target.name} kind="small">
      {(close) => <ConfirmRelease target={target} look={look} close={close} />}
    </AskButton>
  )
}

function ConfirmKill({ target, look, close }: Acted) {
  const [words, setWords] = useState('')
  const [key] = useState(newKey)
  return (
    <Confirm
      title={`Kill ${target.name}?`}
      yes="Yes, close it"
      kind="red"
      ready={null}
      send={async () => {
        await killTarget(target.name, reasonOr(words), key)
        look()
      }}
      done={`${target.name}: closed and latched.`}
      close={close}
      unheard={<CopyLine line={`cutwater kill ${target.name} --direct`} />}
    >
      <p className="dialog-consequence">{killWords(target)}</p>
      <Reason label={WHY_IF_YOU_LIKE} value={words} change={setWords} autoFocus />
    </Confirm>
  )
}

function ConfirmRelease({ target, look, close }: Acted) {
  const [words, setWords] = useState('')
  return (
    <Confirm
      title={`Release ${target.name}?`}
      yes="Yes, release it"
      kind="risky"
      ready={words.trim() === '' ? 'Say why it may open again: it stands in the journal.' : null}
      send={async () => {
        await releaseTarget(target.name, words.trim())
        look()
      }}
      done={`${target.name}: released.`}
      close={close}
    >
      <p className="dialog-consequence">{releaseWords(target)}</p>
      <Reason label="Why may it open again?" value={words} change={setWords} autoFocus />
    </Confirm>
  )
}
