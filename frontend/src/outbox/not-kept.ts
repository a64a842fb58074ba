/** The bytes read back are not the bytes written: the phone's storage cannot be trusted with this photo. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
}

/** Another page of a newer version of the app has taken over the store: this page must be loaded again. */
export class Outdated extends Error {
  override readonly name = 'Outdated'
}
