/** Of one file that comes with a tick, and of all files of one change. */
export const ATTACHMENT_BYTES_MAX = 10 * 1_048_576
export const ATTACHMENTS_MAX = 200
export const ATTACHMENTS_BYTES_MAX = 200 * 1_048_576
