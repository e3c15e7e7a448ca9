import { useId, useState } from 'react'
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
