// The number of what reads licences: what is remembered by another one is read again. A file of its own, so that whoever
// only remembers does not load the texts.

/** Goes up with every change that may change what is said of a file. */
export const licenceEngine: number = 3

/** Files over this are not read: no licence is as long. */
export const maxLicenceFile: number = 1 << 20
