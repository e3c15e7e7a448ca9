import { verificationOf } from '../../core/change/beside/verification.ts'
import type { Finding } from '../../core/document/finding.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import { formatInstant } from '../../core/time/instant.ts'
import { fullName } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'

/**
 * Who releases to a target on which a rollback is still verified is told so. It is no obstacle; but once the release is
 * adopted, nobody knows any more whether the rollback was well.
 */
export async function checkVerified(
  { store }: Pick<Runtime, 'store'>,
  { environment, targets }: Runbook,
  file: string,
): Promise<readonly Finding[]> {
  const names = targets.map((target) => fullName(environment, target))
  return (await store.questions.verifying(names)).flatMap((change): readonly Finding[] => {
    const record = verificationOf(change)
    if (record?.status !== 'watching') return []
    const shared = change.runbook.targets.filter((target) => targets.includes(target))
    return [
      {
        file,
        line: 1,
        column: 1,
        severity: 'warning',
        code: 'being-verified',
        message: `${change.id} was rolled back on ${shared.join(' and ')}, and whether all is well there is watched until ${formatInstant(record.until)}`,
        remedy: `wait for it: cutwater watch ${change.id}`,
      },
    ]
  })
}
