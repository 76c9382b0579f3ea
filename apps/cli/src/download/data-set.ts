/** A file of a data set. */
export type DataFile = NamedFile & Checksum;

/** Of the unpacked content: SHA-256 and bytes; or the name that git gives it, where only that is known: a checksum of both. */
type Checksum =
  | { readonly sha256: string; readonly bytes: number; readonly gitBlob?: never }
  | { readonly gitBlob: string; readonly bytes?: never; readonly sha256?: never };

interface NamedFile {
  /** Its name on this machine; it is kept unpacked. */
  readonly name: string;
  /** Its name at the source, packed there or not. */
  readonly remote: string;
  /** Whether the examples do without it: then a source need not have it. */
  readonly optional?: boolean;
}

/** Data that may not be part of this project, and where they are. */
export interface DataSet {
  /** What the command calls it, and its folder. */
  readonly name: string;
  readonly title: string;
  /** Where a person reads of it. */
  readonly page: string;
  /** What the names of the files at the source are appended to; it names one version. */
  readonly base: string;
  readonly licence: string;
  readonly cite: string;
  readonly files: readonly DataFile[];
  /** Where a newer version is, for data that changes with time. */
  readonly newer?: string;
  /** Makes more files of the downloaded ones: names and contents. */
  readonly derive?: (contents: ReadonlyMap<string, Uint8Array>) => ReadonlyMap<string, string>;
}
