import type { Attachment } from '../../../src/core/change/state/change.ts'
import { bytesWords } from '../../../src/read/words/people.ts'

/** A file that came with a person's word, to be kept and never shown. */
export function KeptFile({ change, file }: { change: string; file: Attachment }) {
  return (
    <p className="item-detail">
      <a href={`/v1/changes/${change}/attachments/${file.sha256}`} download={file.name}>
        {file.name}
      </a>{' '}
      {bytesWords(file.bytes)}
    </p>
  )
}
