/** What this side of an attempt ends it with; everything else comes from the connection. */

/** The target was told something else before anything was sent. */
export class Moved extends Error {
  override readonly name = 'Moved'
  constructor() {
    super('the target was told something else while the request waited')
  }
}

export class ClientLeft extends Error {
  override readonly name = 'ClientLeft'
  constructor() {
    super('the client went away')
  }
}

/** No connection was free, and the queue was full or did not move in time. */
export class NoPlace extends Error {
  override readonly name = 'NoPlace'
  constructor() {
    super('every connection to it is taken, and the queue is full or does not move')
  }
}

/** The answer's body was silent for longer than the gateway allows. */
export class Silent extends Error {
  override readonly name = 'Silent'
  constructor() {
    super('the answer stopped within its body')
  }
}

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** The client has not gone away, and sends nothing or next to nothing. */
export class UploadStopped extends Error {
  override readonly name = 'UploadStopped'
}
