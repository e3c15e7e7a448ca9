/**
 * Whether others than the owner of a file and its group may do anything with it; `mode` as chmod takes it. The group
 * may read: root then keeps what a service reads, and a secret of Kubernetes is given by its group.
 */
export const isOpenToOthers = (mode: number): boolean => (mode & 0o007) !== 0

/** What makes it right. */
export const closeToOthers = (mode: number, path: string): string =>
  `chmod ${(mode & 0o770).toString(8)} ${path}`
