/** A photo with the words under it, as it is looked at closely. */
export interface Plate { sha256: string; caption: string }
