import { useId, useState } from 'react'
import { ATTACHMENT_BYTES_MAX } from '../../../src/core/change/items/attachment-bounds.ts'
import { bytesWords } from '../../../src/read/words/people.ts'

/** One file, chosen by hand or taken by a telephone's camera. */
export function FileField({ needed, choose }: { needed: boolean; choose: (file: File | null) => void }) {
  const id = useId()
  const [file, setFile] = useState<File | null>(null)
  return (
    <div className="field">
      <label className="asked" htmlFor={id}>
        {needed ? 'The file that shows it' : 'A file that shows it, if you have one'}
      </label>
      <input
        id={id}
        type="file"
        onChange={({ target }) => {
          const chosen = target.files?.[0] ?? null
          setFile(chosen)
          choose(chosen)
        }}
      />
      {file === null ? null : <p className="item-detail">{bytesWords(file.size)}</p>}
    </div>
  )
}

/** Why a file cannot be sent; null where it can. */
export const tooLarge = (file: File | null): string | null =>
  file !== null && file.size > ATTACHMENT_BYTES_MAX
    ? `The file is too large: ${ATTACHMENT_BYTES_MAX / 1_048_576} MiB at most. Keep it elsewhere, and say where.`
    : null
