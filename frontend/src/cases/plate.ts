/** A photo with the words under it, as it is looked at closely; `marks` are its watermark, `name` that of a marked copy. */
export interface Plate { sha256: string; caption: string; marks?: string[]; name?: string }
