/**
 * What shows a proxy on another machine who we are, and us that it is the one: PEM texts, as their files hold them at
 * this moment.
 */
export type Pems = {
  /** Who signs the certificates of the other end. */
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** Which of them were revoked; absent: none is known to be. */
  readonly crl?: string
}

/** Throws with a sentence that names the file where one cannot be read. */
export type AdminIdentity = () => Pems
